package io.socketless.reality.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key that is watched: the version that a server reported last, the data, and who is told.
 *
 * <p>Reporting and fetching are apart. {@link #seen} is what the server is told that this client knows, so that it does not
 * report a change twice; it says nothing of the data, which is stale until a fetch that began after the report has succeeded. At
 * most one fetch is under way; a report meanwhile leads to another one after it. A fetch that fails is repeated, with longer and
 * longer pauses, until it succeeds or nobody watches any more.
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
    private @Nullable KeyReport node;
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

    /** The version that the server has reported last, 0 for none. */
    long seen() {
        return seen;
    }

    /** Whether the server is to be asked about this key without anybody's asking for it. */
    boolean isFollowed() {
        return !denied && !refused && observers.stream().anyMatch(observer -> observer.live);
    }

    void add(Observer<?> observer) {
        observers.add(observer);
        if (!observer.options.versionsOnly()) {
            data = observer.options;
            if (fetchedOf == null && node == null) {
                seen = 0; // a version that was known beforehand stands for data that is not here
            }
            if (node != null && !log.hasBase() && fetch == null && fetchRetry == null) {
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

    /** The server reports a version. */
    void report(KeyReport reported) {
        seen = reported.version();
        node = reported;
        answered();
        if (data != null && fetchRetry == null) { // else it is fetched when the pause is over
            refetch();
        }
        tell();
    }

    /** The server has answered for this key: with {@link #report}, or that it is as it was. */
    void answered() {
        denied = false;
        refused = false;
        syncError = null;
        if (node == null && seen != 0) {
            node = new KeyReport(key, seen, "", "", Optional.empty()); // it is as it was known beforehand
        }
        tell();
    }

    /** The server does not let us watch. */
    void deny() {
        denied = true;
        seen = 0;
        tell();
    }

    /** The key itself is refused, whatever server is asked. */
    void refuse(Throwable cause) {
        refused = true;
        unreachable(cause);
    }

    boolean isDenied() {
        return denied;
    }

    /** No server could be asked. */
    void unreachable(Throwable cause) {
        syncError = cause;
        tell();
    }

    /** Fetches once more, after the fetch that is under way if there is one. */
    void refetch() {
        if (data == null || node == null) {
            return;
        }
        if (fetch != null) {
            fetchAgain = true;
        } else {
            startFetch();
        }
    }

    /** Goes on at once if a failed fetch is waiting to be repeated. */
    void retryNow() {
        if (fetchRetry != null) {
            startFetch();
        }
    }

    /** The number of fetches that have begun. */
    long fetchesBegun() {
        return fetchesBegun;
    }

    OptimisticLog log() {
        return log;
    }

    /** Completes when no fetch is due any more, or fails with the fetch that fails next. */
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
        KeyReport of = node;
        if (options == null || of == null) {
            return;
        }
        cancelRetry();
        long number = ++fetchesBegun;
        context.counters().fetches.increment();
        fetch = Call.start(
                context, () -> fetched(options, of), context.settings().timeout(), (value, failure) -> {
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
        Class<Object> payload = (Class<Object>) options.payloadType();
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
        fetchAgain = false; // the repetition will be newer than what asked for it
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

    /** Tells every observer the state, if it is another than it knows. */
    void tell() {
        for (Observer<?> observer : List.copyOf(observers)) {
            observer.tell(observer.options.versionsOnly() ? versionState() : dataState());
        }
    }

    /** What is shown of this key: the data, or its version if nobody wants data. */
    State<?> state() {
        return data == null ? versionState() : dataState();
    }

    private State<?> versionState() {
        if (denied) {
            return new State.Denied<KeyReport>();
        }
        KeyReport reported = node;
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
