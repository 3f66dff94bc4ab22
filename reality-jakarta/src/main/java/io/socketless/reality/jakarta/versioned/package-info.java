/**
 * Versions on the answers of the application's own JAX-RS resources. The only package that knows JAX-RS, and nobody else needs it,
 * so that an application without JAX-RS can be deployed.
 */
@NullMarked
package io.socketless.reality.jakarta.versioned;

import org.jspecify.annotations.NullMarked;
