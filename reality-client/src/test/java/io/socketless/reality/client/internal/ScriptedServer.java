package io.socketless.reality.client.internal;

import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.HealthStatus;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.Mesh;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A server that behaves as the protocol says, on the thread of whoever asks, until it is told to do otherwise. */
final class ScriptedServer implements Transport {

    /** The versions, which servers of one cluster share. */
    static final class Store {
        private final Map<String, Long> versions = new HashMap<>();
        private final Map<String, JsonValue> payloads = new HashMap<>();
        private final List<ScriptedServer> servers = new ArrayList<>();
        private long last = 1_700_000_000_000L << 10;

        synchronized long version(String key) {
            return versions.getOrDefault(key, 1L);
        }

        long change(String key) {
            synchronized (this) {
                versions.put(key, ++last);
            }
            List.copyOf(servers).forEach(server -> server.changed(key));
            return version(key);
        }

        /** Sets versions without telling anybody. */
        void versions(Map<String, Long> set) {
            versions.putAll(set);
        }

        void change(String key, JsonValue payload) {
            payloads.put(key, payload);
            change(key);
        }
    }

    record Held(SyncRequest request, CompletableFuture<SyncResponse> answer) {}

    final List<SyncRequest> requests = new ArrayList<>();
    final List<Held> held = new ArrayList<>();
    final Set<String> denied = new HashSet<>();
    final Store store;
    private final String name;
    private final Timer timer;
    private Function<SyncRequest, CompletableFuture<SyncResponse>> behaviour = this::proper;
    private long retry = -1;
    long serverVersion = -1;

    ScriptedServer(String name, Store store, Timer timer) {
        this.name = name;
        this.timer = timer;
        this.store = store;
        store.servers.add(this);
    }

    void behave(Function<SyncRequest, CompletableFuture<SyncResponse>> behaviour) {
        this.behaviour = behaviour;
    }

    void behaveProperly() {
        behave(this::proper);
    }

    /** Refuses connections, and breaks those that are held. */
    void goDown() {
        behave(request -> CompletableFuture.failedFuture(new IOException(name + " is down")));
        List<Held> broken = List.copyOf(held);
        held.clear();
        broken.forEach(each -> each.answer.completeExceptionally(new IOException("connection reset")));
    }

    /** Sends everybody home who waits, as a node that is about to leave. */
    void leave(long retryMillis) {
        retry = retryMillis;
        List<Held> sent = List.copyOf(held);
        held.clear();
        sent.forEach(each -> each.answer.complete(answer(each.request)));
        retry = -1;
    }

    CompletableFuture<SyncResponse> proper(SyncRequest request) {
        SyncResponse answer = answer(request);
        if (request.waitMillis() <= 0
                || !answer.changed().isEmpty()
                || !answer.denied().isEmpty()) {
            return CompletableFuture.completedFuture(answer);
        }
        return hold(request);
    }

    CompletableFuture<SyncResponse> hold(SyncRequest request) {
        Held place = new Held(request, new CompletableFuture<>());
        held.add(place);
        timer.after(Duration.ofMillis(request.waitMillis()), () -> place.answer.complete(answer(request)));
        place.answer.whenComplete((answer, failure) -> held.remove(place));
        return place.answer;
    }

    /** What the protocol says to answer now. */
    SyncResponse answer(SyncRequest request) {
        Map<String, ChangedKey> changed = new LinkedHashMap<>();
        Set<String> refused = new HashSet<>(denied);
        refused.retainAll(request.known().keySet());
        request.known().forEach((key, version) -> {
            long current = store.version(key);
            if (current != version && !denied.contains(key)) {
                changed.put(key, new ChangedKey(current, "same", name, Optional.ofNullable(store.payloads.get(key))));
            }
        });
        return new SyncResponse(
                changed,
                new Mesh(Map.of(), serverVersion >= 0 ? serverVersion : store.last),
                0,
                refused,
                retry < 0 ? OptionalLong.empty() : OptionalLong.of(retry));
    }

    /** Ends held requests whose time is over: all of them. */
    void endWaits() {
        List.copyOf(held).forEach(each -> each.answer.complete(answer(each.request)));
    }

    private void changed(String key) {
        List.copyOf(held).stream()
                .filter(each -> each.request.known().containsKey(key))
                .forEach(each -> each.answer.complete(answer(each.request)));
    }

    long shortRequests() {
        return requests.stream().filter(request -> request.waitMillis() == 0).count();
    }

    long longRequests() {
        return requests.size() - shortRequests();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized CompletableFuture<SyncResponse> sync(SyncRequest request) {
        requests.add(request);
        return behaviour.apply(request);
    }

    @Override
    public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
        return CompletableFuture.completedFuture(
                new UpdateResponse(request.key(), store.change(request.key()), request.hash(), 0));
    }

    @Override
    public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
        Map<String, Long> versions = new LinkedHashMap<>();
        request.keys().forEach(key -> versions.put(key, store.change(key)));
        return CompletableFuture.completedFuture(InvalidateResponse.of(versions));
    }

    @Override
    public CompletableFuture<HealthResponse> health() {
        return CompletableFuture.completedFuture(new HealthResponse(
                HealthStatus.HEALTHY,
                name,
                "1",
                1,
                new HealthResponse.Peers(0, 0),
                new HealthResponse.Storage(true, store.last)));
    }
}
