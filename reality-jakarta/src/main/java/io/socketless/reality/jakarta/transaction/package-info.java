/**
 * Ties invalidations to JTA transactions: after the commit, never after a rollback, at once outside of one.
 */
@NullMarked
package io.socketless.reality.jakarta.transaction;

import org.jspecify.annotations.NullMarked;
