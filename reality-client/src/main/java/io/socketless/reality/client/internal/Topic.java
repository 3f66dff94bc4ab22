package io.socketless.reality.client.internal;

import io.socketless.reality.client.FetchTimeoutException;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.Snapshot;
import io.socketless.reality.client.State;
import io.socketless.reality.client.SubscriptionOptions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A watched key: the last reported version, the data, and the observers.
 *
 * <p>Reporting and fetching are separate. Requests send {@link #seen} as the held version, so servers do not report a
 * change
 * twice. It does not describe the data, which is stale until a fetch that began after the report succeeds. At most one
 * fetch runs
 * at a time; a report during it leads to another fetch. A failed fetch is retried with increasing pauses until it
 * succeeds or no
 * observer is left.
 *
 * <p>Touched by tasks of the {@link Mailbox} only.
 */
final class Topic {

    static final Duration DENIED_AGAIN = Duration.ofMinutes(1);

    final String key;
    private final Context context;
    private final List<Observer<?>> observers = new ArrayList<>();
    private final List<CompletableFuture<Void>> settling = new ArrayList<>();

    private long seen;
    private @Nullable KeyReport report;
    private boolean denied;
    private boolean refused;
    private @Nullable Throwable syncError;

    private @Nullable SubscriptionOptions<?> data;
    private final OptimisticLog log = new OptimisticLog();
    private @Nullable KeyReport fetchedOf;
    private Instant fetchedAt = Instant.EPOCH;
    private long fetchesBegun;
    private @Nullable Call<?> fetch;
    private boolean fetchAgain;
    private int fetchFailures;
    private @Nullable Throwable fetchError;
    private Timer.@Nullable Task fetchRetry;

    Topic(String key, long seen, Context context) {
        this.key = key;
        this.seen = seen;
        this.context = context;
    }

    /** The version that a server reported last; 0 for none. */
    long seen() {
        return seen;
    }

    /** Whether a held request must name this key. */
    boolean isFollowed() {
        return !denied && !refused && observers.stream().anyMatch(observer -> observer.live);
    }

    void add(Observer<?> observer) {
        observers.add(observer);
        if (!observer.options.versionsOnly()) {
            data = observer.options;
            if (fetchedOf == null && report == null) {
                seen = 0; // a version from before stands for data that is not here
            }
            if (report != null && !log.hasBase() && fetch == null && fetchRetry == null) {
                startFetch();
            }
        }
        tell();
    }

    void remove(Observer<?> observer) {
        observers.remove(observer);
        if (observers.stream().allMatch(other -> other.options.versionsOnly())) {
            data = null;
            endFetch();
        }
    }

    boolean isDeserted() {
        return observers.isEmpty();
    }

    int observers() {
        return observers.size();
    }

    /** A server reported a version. */
    void report(KeyReport reported) {
        seen = reported.version();
        report = reported;
        answered();
        if (data != null && fetchRetry == null) { // otherwise it is fetched after the pause
            refetch();
        }
        tell();
    }

    /** A server responded for this key: with a {@link #report report}, or without a change. */
    void answered() {
        denied = false;
        refused = false;
        syncError = null;
        if (report == null && seen != 0) {
            report =
                    new KeyReport(key, seen, "", "", Optional.empty()); // unchanged since the version known from before
        }
        tell();
    }

    /** This client may not watch the key. */
    void deny() {
        denied = true;
        seen = 0;
        tell();
    }

    /** Servers refuse the key itself. */
    void refuse(Throwable cause) {
        refused = true;
        unreachable(cause);
    }

    boolean isDenied() {
        return denied;
    }

    /** No server could be reached. */
    void unreachable(Throwable cause) {
        syncError = cause;
        tell();
    }

    /** Fetches again, after the current fetch if there is one. */
    void refetch() {
        if (data == null || report == null) {
            return;
        }
        if (fetch != null) {
            fetchAgain = true;
        } else {
            startFetch();
        }
    }

    /** Retries a failed fetch now instead of after its pause. */
    void retryNow() {
        if (fetchRetry != null) {
            startFetch();
        }
    }

    /** The number of fetches started. */
    long fetchesBegun() {
        return fetchesBegun;
    }

    OptimisticLog log() {
        return log;
    }

    /** Completes when no fetch is due, or fails with the next fetch that fails. */
    CompletableFuture<Void> settled() {
        if (fetch == null && fetchRetry == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> settled = new CompletableFuture<>();
        settling.add(settled);
        return settled;
    }

    void close(Throwable cause) {
        endFetch();
        settle(cause);
    }

    private void startFetch() {
        SubscriptionOptions<?> options = data;
        KeyReport of = report;
        if (options == null || of == null) {
            return;
        }
        cancelRetry();
        long number = ++fetchesBegun;
        context.counters().fetches.increment();
        fetch = Call.start(
                context, () -> fetched(options, of), context.settings().timeout(), (value, thrown) -> {
                    Throwable failure = thrown instanceof TimeoutException
                            ? new FetchTimeoutException(key, context.settings().timeout())
                            : thrown;
                    fetch = null;
                    if (value != null) {
                        accept(number, of, value);
                    } else if (failure != null) {
                        repeatLater(failure);
                    }
                    tell();
                });
    }

    @SuppressWarnings("unchecked")
    private static CompletionStage<Object> fetched(SubscriptionOptions<?> options, KeyReport of) {
        Type payload = options.payloadType();
        Function<KeyReport, CompletionStage<Object>> fetcher =
                (Function<KeyReport, CompletionStage<Object>>) (Function<?, ?>) options.fetcher();
        if (payload != null && (of.payload().isPresent() || fetcher == null)) {
            return Payload.bound(of, payload);
        }
        if (fetcher == null) {
            throw new IllegalStateException("No fetcher");
        }
        return fetcher.apply(of);
    }

    private void accept(long number, KeyReport of, Object value) {
        log.accept(number, value);
        fetchedOf = of;
        fetchedAt = context.timer().now();
        fetchFailures = 0;
        fetchError = null;
        if (fetchAgain) {
            fetchAgain = false;
            startFetch();
        } else {
            settle(null);
        }
    }

    private void repeatLater(Throwable failure) {
        context.counters().failedFetches.increment();
        fetchAgain = false; // the retry is newer than the report that requested it
        fetchError = failure;
        fetchFailures++;
        fetchRetry = context.timer().after(context.settings().backoff().after(fetchFailures), () -> context.mailbox()
                .execute(this::retryNow));
        settle(failure);
    }

    private void settle(@Nullable Throwable failure) {
        List<CompletableFuture<Void>> all = List.copyOf(settling);
        settling.clear();
        all.forEach(settled -> Outcomes.complete(context.executor(), settled, null, failure));
    }

    private void endFetch() {
        cancelRetry();
        fetchAgain = false;
        if (fetch != null) {
            fetch.cancel();
            fetch = null;
        }
    }

    private void cancelRetry() {
        if (fetchRetry != null) {
            fetchRetry.cancel();
            fetchRetry = null;
        }
    }

    /** Passes the state to every observer that has a different one. */
    void tell() {
        for (Observer<?> observer : List.copyOf(observers)) {
            observer.tell(observer.options.versionsOnly() ? versionState() : dataState());
        }
    }

    /** The data, or the version if no observer uses data. */
    State<?> state() {
        return data == null ? versionState() : dataState();
    }

    private State<?> versionState() {
        if (denied) {
            return new State.Denied<KeyReport>();
        }
        KeyReport reported = report;
        Optional<Snapshot<KeyReport>> snapshot = reported == null
                ? Optional.empty()
                : Optional.of(new Snapshot<>(key, reported, reported, Instant.EPOCH, false));
        return state(snapshot, syncError, false);
    }

    private State<?> dataState() {
        if (denied) {
            return new State.Denied<>();
        }
        KeyReport of = fetchedOf;
        Optional<Snapshot<Object>> snapshot = of == null
                ? Optional.empty()
                : log.view().map(value -> new Snapshot<>(key, value, of, fetchedAt, log.hasPending()));
        boolean fetching = fetch != null || fetchRetry != null;
        return state(snapshot, fetchError != null ? fetchError : syncError, fetching);
    }

    private static <T> State<T> state(Optional<Snapshot<T>> snapshot, @Nullable Throwable error, boolean fetching) {
        if (error != null) {
            return new State.Failed<>(snapshot, error);
        }
        if (snapshot.isEmpty()) {
            return new State.Loading<>();
        }
        return fetching ? new State.Syncing<>(snapshot.get()) : new State.Ready<>(snapshot.get());
    }
}
