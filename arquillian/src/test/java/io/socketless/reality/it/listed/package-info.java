/** An application that tells JAX-RS its classes, none of which is a bean. */
package io.socketless.reality.it.listed;
