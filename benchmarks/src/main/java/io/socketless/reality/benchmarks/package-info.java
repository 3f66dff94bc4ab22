/** What Reality is measured beside: the least that a JAX-RS resource can do with the same requests, in the same WAR. */
@NullMarked
package io.socketless.reality.benchmarks;

import org.jspecify.annotations.NullMarked;
