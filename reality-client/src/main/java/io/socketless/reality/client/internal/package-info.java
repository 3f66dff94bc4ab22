/** Implementation of the Java client. Not for applications: it can change in any version. */
@NullMarked
package io.socketless.reality.client.internal;

import org.jspecify.annotations.NullMarked;
