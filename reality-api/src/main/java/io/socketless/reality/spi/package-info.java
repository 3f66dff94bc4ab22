/**
 * What a store of versions implements. {@link io.socketless.reality.spi.RealityStore} is the contract, {@link
 * io.socketless.reality.spi.RealityStoreProvider} is how a jar offers one, and {@link
 * io.socketless.reality.spi.Setting} is how it declares the properties that it reads.
 */
@NullMarked
package io.socketless.reality.spi;

import org.jspecify.annotations.NullMarked;
