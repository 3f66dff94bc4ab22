/** An application as a user might write it, with a door to each thing that the tests want to see. */
package io.socketless.reality.it.board;
