/**
 * What an application calls and observes: {@link io.socketless.reality.Reality} to change and read versions,
 * {@link io.socketless.reality.Invalidation} to fire, {@link io.socketless.reality.Changed} to observe.
 * {@link io.socketless.reality.PayloadProvider}, {@link io.socketless.reality.KeyAuthorizer} and
 * {@link io.socketless.reality.PublishedHereListener} are beans that it can supply.
 */
@NullMarked
package io.socketless.reality;

import org.jspecify.annotations.NullMarked;
