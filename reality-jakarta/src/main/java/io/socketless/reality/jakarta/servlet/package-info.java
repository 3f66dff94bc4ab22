/**
 * The endpoints. They translate between HTTP and the engine and decide nothing else, but who may ask and how much.
 */
@NullMarked
package io.socketless.reality.jakarta.servlet;

import org.jspecify.annotations.NullMarked;
