/**
 * The client for programs on the JVM. {@link io.socketless.reality.client.RealityClient} is where to begin: it follows keys of
 * a Reality server, fetches what changed, and says in which {@link io.socketless.reality.client.State} it is.
 */
@NullMarked
package io.socketless.reality.client;

import org.jspecify.annotations.NullMarked;
