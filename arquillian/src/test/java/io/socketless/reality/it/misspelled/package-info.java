/** An application that must not start. */
package io.socketless.reality.it.misspelled;
