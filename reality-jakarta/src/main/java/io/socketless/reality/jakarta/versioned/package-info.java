/**
 * Versions on the responses of the application's JAX-RS resources. No other package depends on JAX-RS or on this
 * package: an application without JAX-RS can be deployed.
 */
@NullMarked
package io.socketless.reality.jakarta.versioned;

import org.jspecify.annotations.NullMarked;
