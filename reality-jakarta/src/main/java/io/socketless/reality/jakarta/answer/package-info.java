/**
 * The meaning of each request: a sync, a write, a poll, an event request, a report of versions, and health. A request
 * record goes in, a result record comes out; key access, payloads and readiness are decided here. {@link HttpAnswers}
 * adds what all doors that speak HTTP share.
 */
@NullMarked
package io.socketless.reality.jakarta.answer;

import org.jspecify.annotations.NullMarked;
