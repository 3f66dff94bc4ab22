/**
 * The servlet, the default door: decodes requests, passes them to the answer package, and sends the responses. It is
 * the only door that can read a body within limits before anything else of the container does.
 */
@NullMarked
package io.socketless.reality.jakarta.servlet;

import org.jspecify.annotations.NullMarked;
