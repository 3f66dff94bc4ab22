/**
 * In place of what a program uses now: {@link io.socketless.reality.client.compat.RealityEventSource} for the {@code
 * SseEventSource}
 * of JAX-RS, {@link io.socketless.reality.client.compat.PollingAdapter} for a loop on a scheduler.
 */
@NullMarked
package io.socketless.reality.client.compat;

import org.jspecify.annotations.NullMarked;
