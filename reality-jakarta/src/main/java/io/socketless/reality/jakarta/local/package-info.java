/**
 * The door for code inside the application: the answers without HTTP.
 */
@NullMarked
package io.socketless.reality.jakarta.local;

import org.jspecify.annotations.NullMarked;
