/**
 * The endpoints as a JAX-RS resource, a door for applications that want them under their own path and behind their own
 * filters.
 */
@NullMarked
package io.socketless.reality.rest;

import org.jspecify.annotations.NullMarked;
