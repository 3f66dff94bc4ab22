/**
 * One node of Reality in a web application: started and stopped with it, injected as {@code Reality}, told by events.
 */
@NullMarked
package io.socketless.reality.jakarta.node;

import org.jspecify.annotations.NullMarked;
