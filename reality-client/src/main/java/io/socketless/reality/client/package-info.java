/**
 * The Java client. Start with {@link io.socketless.reality.client.RealityClient}: it follows keys of a Reality server,
 * fetches
 * what changed, and reports a {@link io.socketless.reality.client.State} for each key. This package is the public API;
 * {@code
 * internal} is not.
 */
@NullMarked
package io.socketless.reality.client;

import org.jspecify.annotations.NullMarked;
