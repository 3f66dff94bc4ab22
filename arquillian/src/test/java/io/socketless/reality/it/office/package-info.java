/** An application whose entities say which keys change, and which has no other code for that. */
package io.socketless.reality.it.office;
