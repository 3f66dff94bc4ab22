package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Fault;
import io.socketless.reality.faults.Journal.Operation;
import io.socketless.reality.faults.Journal.Violation;
import io.socketless.reality.faults.Scenario.Load;
import io.socketless.reality.faults.Scenario.Trait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One run of a scenario: its nodes, network, clients, and the keys with what was acknowledged. Only the script's thread
 * calls the methods that change the cluster; all other methods are thread-safe.
 */
final class Arena implements AutoCloseable {

    static final String SECRET = "correct horse";

    /** The default of reality.wait.recheck-interval, the interval at which a node rechecks all watched keys. */
    private static final Duration RECHECK = Duration.ofSeconds(3);

    /** Allowance for a round trip while all processes share the cores of one machine. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(1500);

    /**
     * The longest wake during a crash. A recheck that began before the crash waits for the dead member until the read
     * times out (reality.read.timeout, 5 s), and the next one begins an interval later.
     */
    static final Duration CRASH_WAKE = Duration.ofSeconds(5).plus(RECHECK).plus(ROUND_TRIP);

    /** Time after the end of a fault in which it still has effects: 5 s without a heartbeat, then those of a crash. */
    private static final Duration AFTERMATH = Duration.ofSeconds(6).plus(CRASH_WAKE);

    /**
     * Time after a healed split in which clients can still miss changes of the other side. The smaller side looks for
     * other members every 5 s, can need a second attempt, and then joins like a new member. All processes share the
     * cores of one machine.
     */
    private static final Duration MERGE = Duration.ofSeconds(20);

    /** Maximum time from the death of a node until a peer publishes what it had committed. */
    private static final Duration PUBLICATION = Duration.ofSeconds(8).plus(ROUND_TRIP);

    private final Scenario scenario;
    private final Set<Violation> hunted;
    private final Optional<Network> network;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<SettableClock> clocks = new ArrayList<>();
    private final List<Key> keys;
    private final Journal journal = new Journal();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private final List<Thread> clients = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private final Thread hook = new Thread(this::endProcesses);

    /**
     * Creates a cluster and starts no node.
     *
     * @param hunted the run ends as soon as one of these happens
     * @param classes directories of classes that replace real ones
     */
    Arena(Scenario scenario, Path directory, Set<Violation> hunted, List<Path> classes) {
        this.scenario = scenario;
        this.hunted = Set.copyOf(hunted);
        network = Network.isPossible() ? Optional.of(Network.open(scenario.nodes())) : Optional.empty();
        Runtime.getRuntime().addShutdownHook(hook);
        keys = IntStream.range(0, scenario.load().keys())
                .mapToObj(number -> new Key("k" + number))
                .toList();
        try {
            Files.createDirectories(directory);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        Commands commands = new Commands(scenario, network, directory, classes);
        for (int index = 0; index < scenario.nodes(); index++) {
            String name = String.valueOf((char) ('a' + index));
            Path log = directory.resolve(name + ".log");
            SettableClock clock = new SettableClock(directory.resolve(name + ".clock"));
            clocks.add(clock);
            nodes.add(new NodeProcess(name, commands.base(index), commands.of(index, name, clock), log));
        }
    }

    /** Starts all nodes and the clients, runs the script, and ends everything. */
    Journal run() throws Exception {
        try {
            startFirst();
            journal.start();
            startClients();
            scenario.script().run(this);
            endClients();
        } catch (Caught caught) {
            endClients();
        } finally {
            journal.finish();
        }
        if (broken.get() != null) {
            throw new AssertionError("A client failed", broken.get());
        }
        return journal;
    }

    // For scripts

    List<NodeProcess> nodes() {
        return nodes;
    }

    NodeProcess node(int index) {
        return nodes.get(index);
    }

    SettableClock clock(int index) {
        return clocks.get(index);
    }

    /** Sets the clocks of all nodes. */
    void setClocks(Duration ahead) {
        clocks.forEach(clock -> clock.set(ahead));
    }

    /** Waits while the clients work. Ends at once if a client fails or a control is detected. */
    void work(Duration time) throws InterruptedException {
        pause(time);
        if (journal.first(hunted).isPresent()) {
            throw new Caught();
        }
        if (broken.get() != null) {
            throw new AssertionError("A client failed", broken.get());
        }
    }

    /** Changes all data and invalidates all keys with one call. */
    void invalidateAll() throws InterruptedException {
        boolean ignored = Writer.write(this, anyNode(), new LinkedHashSet<>(keys), System.nanoTime(), 1);
    }

    /**
     * Returns the keys that a node owns. While a node is cut off, changes of other keys would delay these, because it
     * writes them together.
     */
    List<Key> ownedBy(NodeProcess node) throws IOException, InterruptedException {
        String query = keys.stream().map(key -> "key=" + key.name()).collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(control(node, "/owned?" + query))
                .POST(BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
        Set<String> owned = Set.copyOf(
                http.send(request, BodyHandlers.ofString()).body().lines().toList());
        return keys.stream().filter(key -> owned.contains(key.name())).toList();
    }

    /**
     * Changes data on one node for the given time: each key once, in its own request, all concurrently. Failed writes
     * are not retried.
     */
    void writeEach(NodeProcess node, List<Key> some, Duration time) throws InterruptedException {
        List<Thread> writers = beginWriting(node, some);
        work(time);
        endWriting(writers);
    }

    /** Starts to change data on one node: each key once, in its own request, all concurrently, without retries. */
    List<Thread> beginWriting(NodeProcess node, List<Key> some) {
        List<Thread> writers = new ArrayList<>();
        for (Key key : some.subList(0, Math.min(60, some.size()))) {
            Thread writer = new Thread(() -> {
                try {
                    boolean ignored = Writer.write(this, node, Set.of(key), System.nanoTime(), 1);
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            });
            writers.add(writer);
            writer.start();
        }
        return writers;
    }

    /** Cancels the writes that were not acknowledged. */
    void endWriting(List<Thread> writers) {
        writers.forEach(Thread::interrupt);
    }

    /**
     * Changes all data in one transaction of a node. The node dies after the database commit and before the
     * publication. Nothing is acknowledged, but a peer must publish the changes within {@link #PUBLICATION}.
     */
    void commitAndDie(NodeProcess node) throws IOException, InterruptedException {
        Map<Key, Long> generations = new LinkedHashMap<>();
        keys.forEach(key -> generations.put(key, key.change()));
        post(node, "/die?" + keys.stream().map(key -> "key=" + key.name()).collect(Collectors.joining("&")));
        work(PUBLICATION);
        long now = System.nanoTime();
        generations.forEach((key, generation) -> key.acknowledge(generation, now));
    }

    /** Rolls back a transaction that changes all keys. No client may be notified of it. */
    void rollBack(NodeProcess node) throws IOException, InterruptedException {
        post(node, "/rollback?" + keys.stream().map(key -> "key=" + key.name()).collect(Collectors.joining("&")));
    }

    /** Slows down the threads that deliver Hazelcast's events on this node. */
    void slowEvents(NodeProcess node) throws IOException, InterruptedException {
        post(node, "/slow");
    }

    private void post(NodeProcess node, String control) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(control(node, control))
                .POST(BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .build();
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new AssertionError(node.name() + " returned " + status + " for " + control);
        }
    }

    /**
     * Checks that a node that was cut off returns a 503 within the time limit, and no answers later. The limit is 5 s
     * without a heartbeat, which is checked every second, and 5 s until a read that waits for a member times out.
     */
    void expectRefusal(NodeProcess node) throws InterruptedException {
        Duration limit = Duration.ofSeconds(11).plus(ROUND_TRIP);
        long since = System.nanoTime();
        AtomicLong lastAnswer = new AtomicLong();
        AtomicLong firstRefusal = new AtomicLong(Long.MAX_VALUE);
        while (System.nanoTime() - since < limit.toNanos()) {
            List<CompletableFuture<Integer>> probes = keys.stream()
                    .limit(30)
                    .map(key -> status(node, "/poll?key=" + key.name()))
                    .toList();
            for (CompletableFuture<Integer> probe : probes) {
                int status = probe.join();
                long after = System.nanoTime() - since;
                if (status == 200) {
                    lastAnswer.accumulateAndGet(after, Math::max);
                } else if (status == 503) {
                    firstRefusal.accumulateAndGet(after, Math::min);
                }
            }
            work(Duration.ofMillis(50));
        }
        journal.measure("last answer of the smaller side", seconds(Duration.ofNanos(lastAnswer.get())));
        if (firstRefusal.get() > limit.toNanos() || lastAnswer.get() > limit.toNanos()) {
            journal.violation(
                    Violation.REFUSED,
                    since,
                    node.name() + " does not refuse within " + limit + " of losing the quorum");
        } else {
            journal.measure("its first 503", seconds(Duration.ofNanos(firstRefusal.get())));
        }
    }

    /** Returns the status of the response, or 0 if there is none in time. */
    private CompletableFuture<Integer> status(NodeProcess node, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.base() + path))
                .timeout(patience().plusSeconds(3))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null ? answer.statusCode() : 0);
    }

    /** Waits until both sides have merged. Later than {@link #MERGE} after that, a miss is a violation. */
    void expectConvergence() throws InterruptedException {
        long healed = System.nanoTime();
        journal.tolerateFor(MERGE);
        awaitTogether();
        work(MERGE);
        journal.measure(
                "caught up after the split healed",
                seconds(Duration.ofNanos(Math.max(0, journal.lastTolerated() - healed))));
    }

    private static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1000.0);
    }

    /** Begins a fault that {@link #endFault} ends. */
    Fault fault(String label) {
        return journal.begin(label);
    }

    void endFault(Fault fault) {
        journal.end(fault);
    }

    /** Starts a node and waits until all running nodes are one cluster. */
    void restart(NodeProcess node) {
        node.start();
        awaitTogether();
    }

    /** Waits until all running nodes are one cluster. */
    void awaitTogether() {
        List<NodeProcess> running = nodes.stream().filter(NodeProcess::isAlive).toList();
        await(Duration.ofSeconds(scenario.has(Trait.PAYARA) ? 240 : 90), "the nodes are together", () -> {
            for (NodeProcess node : running) {
                if (!node.isAlive()) {
                    throw new AssertionError(node.name() + " ended unexpectedly");
                }
                if (peers(node) != running.size() - 1) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Cuts nodes off from their peers, in both directions. */
    void split(Set<Integer> side) {
        for (int one : side) {
            for (int other = 0; other < nodes.size(); other++) {
                if (!side.contains(other)) {
                    cut(one, other);
                    cut(other, one);
                }
            }
        }
    }

    /** Blocks all traffic from one node to another. */
    void cut(int from, int to) {
        network.orElseThrow().cut(from, to);
    }

    void heal() {
        network.orElseThrow().heal();
    }

    Journal journal() {
        return journal;
    }

    // For clients

    boolean isOpen() {
        return over.getCount() > 0 && broken.get() == null;
    }

    /** Waits for the given time, or until the run ends. */
    void pause(Duration time) throws InterruptedException {
        boolean ignored = over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    NodeProcess anyNode() {
        return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
    }

    NodeProcess otherThan(NodeProcess node) {
        NodeProcess other = anyNode();
        while (other == node && nodes.size() > 1) {
            other = anyNode();
        }
        return other;
    }

    HttpClient http() {
        return http;
    }

    /** Time that a client waits for a response, in addition to the {@code wait} of its request. */
    Duration patience() {
        return Duration.ofSeconds(scenario.has(Trait.CALM) ? 10 : 4); // a read of a node times out after 5 s
    }

    /** Time that a client waits for a write. A node tries for 12 s before it reports a failure. */
    Duration writePatience() {
        return Duration.ofSeconds(scenario.has(Trait.CALM) ? 15 : 5);
    }

    /** Whether the application is not deployed yet: the server starts before it. */
    boolean isAway(HttpResponse<String> answer) {
        return scenario.has(Trait.PAYARA) && answer.statusCode() == 404;
    }

    boolean hasControl() {
        return !scenario.has(Trait.PAYARA);
    }

    URI control(NodeProcess node, String path) {
        return URI.create(node.base().toString().replace("/reality", "/control") + path);
    }

    List<Key> keys() {
        return keys;
    }

    /** Returns the longest allowed wake, given the faults in the meantime. */
    Duration longestWake(long fromNanoTime, long toNanoTime) {
        return journal.disturbed(fromNanoTime, toNanoTime, AFTERMATH) ? scenario.faultWake() : RECHECK.plus(ROUND_TRIP);
    }

    void woken(Duration took) {
        journal.woken(took);
    }

    void failed(Operation operation, NodeProcess node, String reason, long began, int attempt) {
        if (!isOpen()) {
            return;
        }
        long now = System.nanoTime();
        journal.failed(operation, reason, now);
        if (scenario.has(Trait.CALM) || (scenario.has(Trait.ONE_RETRY) && attempt > 1)) {
            journal.violation(
                    Violation.REFUSED,
                    began,
                    operation + " on " + node.name() + ", attempt " + attempt + ": " + reason);
        }
    }

    void needless(Key key, long version, String exchange) {
        journal.needless(key.name(), version);
        if (scenario.has(Trait.CALM)) {
            journal.violation(
                    Violation.NEEDLESS,
                    System.nanoTime(),
                    key.name() + " has version " + version + " although it did not change; " + exchange);
        }
    }

    void broken(Throwable failure) {
        if (broken.compareAndSet(null, failure)) {
            over.countDown();
        }
    }

    // Internals

    /** Starts one node first, which the others then find. With a quorum, one node alone does not become ready. */
    private void startFirst() {
        if (!scenario.settings().containsKey(Scenarios.QUORUM)) {
            node(0).start();
            awaitTogether();
        }
        nodes.stream().filter(node -> !node.isAlive()).forEach(NodeProcess::start);
        awaitTogether();
    }

    private int peers(NodeProcess node) {
        try {
            HttpResponse<String> health = http.send(
                    HttpRequest.newBuilder(URI.create(node.base() + "/health"))
                            .timeout(Duration.ofSeconds(2))
                            .build(),
                    BodyHandlers.ofString());
            var count = Pattern.compile("\"healthyPeers\":(\\d+)").matcher(health.body());
            return health.statusCode() == 200 && count.find() ? Integer.parseInt(count.group(1)) : -1;
        } catch (IOException notYet) {
            return -1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void startClients() {
        Load load = scenario.load();
        Duration none = Duration.ZERO;
        Duration some = load.longestThought();
        Duration wait = load.longestWait();
        for (int i = 0; i < load.syncs(); i++) {
            start(new SyncClient(this, someKeys(30), none, none, some));
        }
        for (int i = 0; i < load.waits(); i++) {
            start(new SyncClient(this, someKeys(8), wait, none, some));
        }
        for (int i = 0; i < load.events(); i++) {
            start(new EventsClient(this, someKeys(8), wait, none, some));
        }
        for (int i = 0; i < load.polls(); i++) {
            start(new PollClient(this, someKeys(10), none, some));
        }
        for (int i = 0; i < load.sleepers(); i++) {
            start(new SyncClient(this, keys, none, Duration.ofSeconds(1), Duration.ofSeconds(8)));
        }
        for (int i = 0; i < load.writers(); i++) {
            start(new Writer(this, keys, Duration.ofMillis(5), Duration.ofMillis(40)));
        }
    }

    private void start(Runnable client) {
        Thread thread = new Thread(client, "client-" + clients.size());
        clients.add(thread);
        thread.start();
    }

    private List<Key> someKeys(int number) {
        List<Key> shuffled = new ArrayList<>(keys);
        Collections.shuffle(shuffled);
        return shuffled.subList(0, Math.min(number, shuffled.size()));
    }

    /** Ends the clients. Responses that arrive meanwhile are not checked. */
    private void endClients() throws InterruptedException {
        over.countDown();
        for (Thread client : clients) {
            client.interrupt();
        }
        for (Thread client : clients) {
            client.join(20_000);
        }
    }

    @Override
    public void close() {
        try {
            endClients();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        endProcesses();
        network.ifPresent(Network::close);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endsAnyway) {
            // The hook then does the same again.
        }
    }

    private void endProcesses() {
        nodes.forEach(NodeProcess::close);
    }

    /** Thrown when a control was detected. */
    private static final class Caught extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Waits for a condition outside this process. */
    static void await(Duration limit, String what, java.util.function.BooleanSupplier condition) {
        org.awaitility.Awaitility.await(what)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(condition::getAsBoolean);
    }
}
