/**
 * Shared by the modules of Reality only. Not API: anything here can change or disappear in any release.
 */
@NullMarked
package io.socketless.reality.internal;

import org.jspecify.annotations.NullMarked;
