package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClientEvent;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What all parts of one client share. */
record Context(
        Mailbox mailbox,
        Timer timer,
        Executor executor,
        ClientSettings settings,
        Counters counters,
        Consumer<ClientEvent> events) {}
