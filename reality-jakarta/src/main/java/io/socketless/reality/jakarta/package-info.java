/**
 * The drop-in jar: wires the engine into a web application by CDI, Servlet, MicroProfile Config and Health. Public here
 * is what an application writes: {@code @Invalidates}, {@code @Key} and {@code @Versioned}.
 */
@NullMarked
package io.socketless.reality.jakarta;

import org.jspecify.annotations.NullMarked;
