/** Tests that run inside the server, in the board application, and what they call there. */
package io.socketless.reality.it.inside;
