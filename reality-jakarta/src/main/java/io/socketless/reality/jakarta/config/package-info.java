/**
 * What may be configured, read once and checked when the application is deployed.
 */
@NullMarked
package io.socketless.reality.jakarta.config;

import org.jspecify.annotations.NullMarked;
