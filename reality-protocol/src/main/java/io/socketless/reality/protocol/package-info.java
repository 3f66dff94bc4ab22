/**
 * The messages of the wire protocol as records, and their JSON codec. Requests are read by
 * {@link io.socketless.reality.protocol.RequestDecoder} and {@link io.socketless.reality.protocol.QueryDecoder},
 * responses by {@link io.socketless.reality.protocol.ResponseDecoder}; {@link io.socketless.reality.protocol.Encoder}
 * writes both.
 */
@NullMarked
package io.socketless.reality.protocol;

import org.jspecify.annotations.NullMarked;
