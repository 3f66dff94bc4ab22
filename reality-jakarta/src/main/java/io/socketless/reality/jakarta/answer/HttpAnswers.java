package io.socketless.reality.jakarta.answer;

import io.socketless.reality.Caller;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.core.WaitersFullException;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.EventStream;
import io.socketless.reality.protocol.EventsRequest;
import io.socketless.reality.protocol.Fragment;
import io.socketless.reality.protocol.HealthStatus;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.PollRequest;
import io.socketless.reality.protocol.PollTag;
import io.socketless.reality.protocol.ProtocolException;
import io.socketless.reality.protocol.RealityHeaders;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.spi.Peer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Answers} as HTTP responses, for every door that speaks HTTP.
 *
 * <p>Thousands of held requests report the same change within moments. The last key and the last mesh are therefore
 * cached as JSON; a race costs at most a second encoding. Thread-safe.
 */
@ApplicationScoped
public class HttpAnswers {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final int NOT_MODIFIED = 304;
    private static final int UNAVAILABLE = 503;

    /** Normally received by no client; if the disconnect was detected by mistake, the client retries. */
    private static final HttpAnswer DISCONNECTED = HttpAnswer.empty(UNAVAILABLE).retryAfter(1);

    @Inject
    private Answers answers;

    private volatile @Nullable EncodedKey lastKey;
    private volatile @Nullable EncodedMesh lastMesh;

    /** For CDI. */
    @SuppressWarnings("NullAway.Init") // CDI sets the field before the first call
    public HttpAnswers() {}

    /** The header fields of every response. */
    public Map<String, String> headers() {
        return Map.of(RealityHeaders.SERVER, answers.serverId(), "Cache-Control", "no-store");
    }

    /** {@code POST /sync}. */
    public CompletableFuture<HttpAnswer> sync(Caller caller, SyncRequest request) {
        return answers.sync(caller, request).thenApply(this::encoded);
    }

    /** {@code POST /update}. */
    public CompletableFuture<HttpAnswer> update(Caller caller, UpdateRequest request) {
        return answers.update(caller, request).thenApply(Encoder::encode).thenApply(HttpAnswer::json);
    }

    /** {@code POST /invalidate}. */
    public CompletableFuture<HttpAnswer> invalidate(Caller caller, InvalidateRequest request) {
        return answers.invalidate(caller, request).thenApply(Encoder::encode).thenApply(HttpAnswer::json);
    }

    /** {@code GET /versions}. */
    public CompletableFuture<HttpAnswer> versions(long since) {
        return CompletableFuture.completedFuture(HttpAnswer.json(Encoder.encode(answers.versions(since))));
    }

    /** {@code GET /health} and {@code GET} of the base. */
    public CompletableFuture<HttpAnswer> health() {
        return answers.health()
                .thenApply(health -> health.status() == HealthStatus.UNHEALTHY
                        ? HttpAnswer.json(UNAVAILABLE, Encoder.encode(health))
                        : HttpAnswer.json(Encoder.encode(health)));
    }

    /** {@code GET /events}. */
    public CompletableFuture<HttpAnswer> events(Caller caller, EventsRequest request) {
        return answers.events(caller, request).thenApply(HttpAnswers::encoded);
    }

    /** {@code GET /poll}. */
    public CompletableFuture<HttpAnswer> poll(Caller caller, PollRequest request) {
        return answers.poll(caller, request).thenApply(this::encoded);
    }

    /**
     * The response of a completed future, also if it has failed or was cancelled.
     *
     * @param where the path of the request, for the log
     */
    public static HttpAnswer outcome(CompletableFuture<HttpAnswer> answer, String where) {
        try {
            return answer.join();
        } catch (CancellationException disconnected) {
            return DISCONNECTED;
        } catch (CompletionException failure) {
            return refusal(failure.getCause() == null ? failure : failure.getCause(), where);
        }
    }

    /**
     * The response to a request that failed.
     *
     * @param where the path of the request, for the log
     */
    public static HttpAnswer refusal(Throwable failure, String where) {
        if (failure instanceof ProtocolException refused) {
            return HttpAnswer.problem(refused.problem());
        }
        if (failure instanceof WaitersFullException) {
            return HttpAnswer.problem(429, "This node already holds the maximum number of requests.")
                    .retryAfter(1);
        }
        if (failure instanceof RealityUnavailableException unavailable) {
            return HttpAnswer.problem(UNAVAILABLE, unavailable.getMessage() + ".")
                    .retryAfter(1);
        }
        if (failure instanceof RejectedExecutionException) {
            return HttpAnswer.problem(UNAVAILABLE, "This node is shutting down.")
                    .retryAfter(1);
        }
        AnswerMessages.REQUEST_FAILED.logWith(LOGGER, failure, where);
        return HttpAnswer.problem(500, "Internal error; see the server log.");
    }

    private HttpAnswer encoded(SyncAnswer answer) {
        List<Fragment> changed = new ArrayList<>(answer.changed().size());
        answer.changed().forEach(each -> changed.add(encoded(each)));
        return HttpAnswer.json(Encoder.syncResponse(
                changed, mesh(answer), System.currentTimeMillis(), answer.denied(), answer.retryMillis()));
    }

    private HttpAnswer encoded(PollAnswer poll) {
        Map<String, Long> versions = poll.versions();
        HttpAnswer answer = poll.modified()
                .map(this::encoded)
                .orElseGet(() -> HttpAnswer.empty(NOT_MODIFIED))
                .with("ETag", PollTag.of(versions).header())
                .with("Cache-Control", "no-cache");
        return versions.isEmpty()
                ? answer
                : answer.with(
                        RealityHeaders.VERSION,
                        Collections.max(versions.values()).toString());
    }

    private static HttpAnswer encoded(EventsAnswer answer) {
        EventStream stream = new EventStream(answer.retry().toMillis(), answer.seen());
        for (Reported each : answer.changed()) {
            String key = each.state().key();
            each.payload()
                    .ifPresentOrElse(
                            payload -> stream.update(key, each.state().version(), payload),
                            () -> stream.update(key, each.changed()));
        }
        return HttpAnswer.of(EventStream.MEDIA_TYPE + ";charset=UTF-8", stream.toByteArray());
    }

    private Fragment encoded(Reported reported) {
        EncodedKey last = lastKey;
        if (last != null && last.reported.equals(reported)) {
            return last.json;
        }
        String key = reported.state().key();
        Fragment json = reported.payload()
                .map(payload -> Fragment.changed(key, reported.changed(), payload))
                .orElseGet(() -> Fragment.changed(key, reported.changed()));
        lastKey = new EncodedKey(reported, json);
        return json;
    }

    private Fragment mesh(SyncAnswer answer) {
        EncodedMesh last = lastMesh;
        if (last != null && last.version == answer.highestVersion() && last.peers.equals(answer.peers())) {
            return last.json;
        }
        Fragment json = Fragment.mesh(answer.mesh());
        lastMesh = new EncodedMesh(answer.peers(), answer.highestVersion(), json);
        return json;
    }

    private record EncodedKey(Reported reported, Fragment json) {}

    private record EncodedMesh(List<Peer> peers, long version, Fragment json) {}
}
