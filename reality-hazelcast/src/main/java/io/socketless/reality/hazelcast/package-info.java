/**
 * The store that nodes share: a map in the Hazelcast instance of the server, in an embedded member, or in a
 * separate cluster. {@link io.socketless.reality.hazelcast.HazelcastStore} connects its parts.
 */
@NullMarked
package io.socketless.reality.hazelcast;

import org.jspecify.annotations.NullMarked;
