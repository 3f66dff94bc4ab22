package io.socketless.reality.hazelcast;

import com.hazelcast.core.HazelcastInstance;

/**
 * A Hazelcast instance and the way to release it.
 *
 * @param release shuts the instance down if this application started it; otherwise does nothing
 */
record Attachment(HazelcastInstance instance, Runnable release) {}
