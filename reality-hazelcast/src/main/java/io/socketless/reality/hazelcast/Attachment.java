package io.socketless.reality.hazelcast;

import com.hazelcast.core.HazelcastInstance;

/**
 * A Hazelcast instance and the way to let go of it.
 *
 * @param release shuts the instance down if it is our own, does nothing if it is the container's
 */
record Attachment(HazelcastInstance instance, Runnable release) {}
