/**
 * MicroProfile Health: live while deployed, ready once the store answers.
 */
@NullMarked
package io.socketless.reality.jakarta.health;

import org.jspecify.annotations.NullMarked;
