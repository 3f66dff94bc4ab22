package io.socketless.reality.client.internal;

import java.util.concurrent.atomic.LongAdder;

/** What a client counts. */
final class Counters {
    final LongAdder requests = new LongAdder();
    final LongAdder failedRequests = new LongAdder();
    final LongAdder failovers = new LongAdder();
    final LongAdder changes = new LongAdder();
    final LongAdder fetches = new LongAdder();
    final LongAdder failedFetches = new LongAdder();
    final LongAdder overtaken = new LongAdder();
}
