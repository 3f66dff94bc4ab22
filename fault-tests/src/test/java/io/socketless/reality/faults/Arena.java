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
 * One run of one scenario: the nodes, the network, the truth, and the clients at work. The methods that do something to
 * the cluster are for the thread of the script; everything else is thread-safe.
 */
final class Arena implements AutoCloseable {

    static final String SECRET = "correct horse";

    /** How often a node looks at all keys that are waited for; the default of reality.wait.recheck-interval. */
    private static final Duration LOOK = Duration.ofSeconds(3);

    /** For a round trip while all processes share the cores of one machine. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(1500);

    /**
     * How long a waiter may sleep through a crash: a look that began before the crash waits for the dead member until
     * the read gives up (reality.read.timeout, 5 s), and the next begins an interval after that.
     */
    static final Duration CRASH_WAKE = Duration.ofSeconds(5).plus(LOOK).plus(ROUND_TRIP);

    /** How long after the end of a fault its traces may show: no heartbeat for 5 s, then what a crash costs. */
    private static final Duration AFTERMATH = Duration.ofSeconds(6).plus(CRASH_WAKE);

    /**
     * How long after a split healed clients may still miss what the other side did: the smaller side looks for others
     * every 5 s, may need a second look, and then joins as a new member does, with all processes on the cores of one
     * machine.
     */
    private static final Duration MERGE = Duration.ofSeconds(20);

    /** How long after the death of a node others may take to publish what it had committed. */
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
     * A cluster of which no node runs.
     *
     * @param hunted the run is over as soon as one of these has happened
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

    // What scripts do

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

    /** Lets the clients work for some time; ends at once if something is broken, or a control is caught. */
    void work(Duration time) throws InterruptedException {
        pause(time);
        if (journal.first(hunted).isPresent()) {
            throw new Caught();
        }
        if (broken.get() != null) {
            throw new AssertionError("A client failed", broken.get());
        }
    }

    /** Changes all data, and invalidates all keys with one call. */
    void invalidateAll() throws InterruptedException {
        boolean ignored = Writer.write(this, anyNode(), new LinkedHashSet<>(keys), System.nanoTime(), 1);
    }

    /**
     * The keys that a node owns: changes of others would keep it from these while it is cut off, since it writes them
     * together.
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
     * Changes data on one node for some time, each key once and by itself, all at the same time; what fails is not
     * tried again.
     */
    void writeEach(NodeProcess node, List<Key> some, Duration time) throws InterruptedException {
        List<Thread> writers = beginWriting(node, some);
        work(time);
        endWriting(writers);
    }

    /** Changes data on one node, each key once and by itself, all at the same time; what fails is not tried again. */
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

    /** Gives up what has not been acknowledged. */
    void endWriting(List<Thread> writers) {
        writers.forEach(Thread::interrupt);
    }

    /**
     * Changes all data in one transaction of a node, which ends when the database has committed and nothing is
     * published yet. Nobody acknowledges that; but within the stated time another node has to publish it.
     */
    void commitAndDie(NodeProcess node) throws IOException, InterruptedException {
        Map<Key, Long> generations = new LinkedHashMap<>();
        keys.forEach(key -> generations.put(key, key.change()));
        post(node, "/die?" + keys.stream().map(key -> "key=" + key.name()).collect(Collectors.joining("&")));
        work(PUBLICATION);
        long now = System.nanoTime();
        generations.forEach((key, generation) -> key.acknowledge(generation, now));
    }

    /** Rolls a transaction back that was about to change all keys; nobody may hear of it. */
    void rollBack(NodeProcess node) throws IOException, InterruptedException {
        post(node, "/rollback?" + keys.stream().map(key -> "key=" + key.name()).collect(Collectors.joining("&")));
    }

    /** From now on the threads that deliver Hazelcast's events are slow on this node. */
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
            throw new AssertionError(node.name() + " answers " + status + " to " + control);
        }
    }

    /**
     * Asks a node that was cut off, and checks that within the stated time it refuses, and answers nothing any more: no
     * heartbeat for 5 s, looked at every second, and a read that waits for a member gives up after 5 s.
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

    /** The status of an answer, 0 if there is none in time. */
    private CompletableFuture<Integer> status(NodeProcess node, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.base() + path))
                .timeout(patience().plusSeconds(3))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null ? answer.statusCode() : 0);
    }

    /** Both sides are joined again; after the stated time nothing may be missed any more. */
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

    /** Starts a node and waits until it and all that run see one another. */
    void restart(NodeProcess node) {
        node.start();
        awaitTogether();
    }

    /** Waits until all processes that run are one cluster. */
    void awaitTogether() {
        List<NodeProcess> running = nodes.stream().filter(NodeProcess::isAlive).toList();
        await(Duration.ofSeconds(scenario.has(Trait.PAYARA) ? 240 : 90), "the nodes are together", () -> {
            for (NodeProcess node : running) {
                if (!node.isAlive()) {
                    throw new AssertionError(node.name() + " has ended by itself");
                }
                if (peers(node) != running.size() - 1) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Cuts nodes off from the others, in both directions. */
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

    /** Nothing that one node sends reaches the other. */
    void cut(int from, int to) {
        network.orElseThrow().cut(from, to);
    }

    void heal() {
        network.orElseThrow().heal();
    }

    Journal journal() {
        return journal;
    }

    // What clients need

    boolean isOpen() {
        return over.getCount() > 0 && broken.get() == null;
    }

    /** Lets time pass, less if the run ends. */
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

    /** How long a client waits for an answer, beyond what it has asked the node to wait. */
    Duration patience() {
        return Duration.ofSeconds(scenario.has(Trait.CALM) ? 10 : 4); // a node gives up a read after 5 s
    }

    /** A write is tried for 12 s by a node before it reports a failure. */
    Duration writePatience() {
        return Duration.ofSeconds(scenario.has(Trait.CALM) ? 15 : 5);
    }

    /** Whether nobody is there to answer: a server is up before the application on it. */
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

    /** How long a waiter may sleep, given what was going on meanwhile. */
    Duration longestWake(long fromNanoTime, long toNanoTime) {
        return journal.disturbed(fromNanoTime, toNanoTime, AFTERMATH) ? scenario.faultWake() : LOOK.plus(ROUND_TRIP);
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
                    key.name() + " has version " + version + " though nobody changed it; " + exchange);
        }
    }

    void broken(Throwable failure) {
        if (broken.compareAndSet(null, failure)) {
            over.countDown();
        }
    }

    // The parts

    /** One node founds the cluster, so that the others find it; where a quorum is needed, that takes more than one. */
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

    /** Ends the clients; what they are being told meanwhile is not checked any more. */
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
            // Then the hook does it once more.
        }
    }

    private void endProcesses() {
        nodes.forEach(NodeProcess::close);
    }

    /** A control has made its mistake. */
    private static final class Caught extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Waits for the outside world. */
    static void await(Duration limit, String what, java.util.function.BooleanSupplier condition) {
        org.awaitility.Awaitility.await(what)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(condition::getAsBoolean);
    }
}
