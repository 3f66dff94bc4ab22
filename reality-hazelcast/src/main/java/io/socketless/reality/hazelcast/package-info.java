/**
 * The store that nodes share: an {@code IMap} of the container's Hazelcast, of an instance of our own, or of a cluster
 * elsewhere.
 */
@NullMarked
package io.socketless.reality.hazelcast;

import org.jspecify.annotations.NullMarked;
