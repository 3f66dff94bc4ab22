/**
 * The Reality node of an application: started and stopped with it, injected as {@code Reality}, and reached by events.
 */
@NullMarked
package io.socketless.reality.jakarta.node;

import org.jspecify.annotations.NullMarked;
