/**
 * The messages that clients and servers exchange, as records, with their JSON codec and the rules that a message must obey.
 * It depends on nothing else of Reality, so that server and clients share it.
 */
@NullMarked
package io.socketless.reality.protocol;

import org.jspecify.annotations.NullMarked;
