package io.socketless.reality.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network namespace for each node, joined by a bridge that the driver is on as well. Cutting nodes off from one
 * another leaves each of them in reach of the driver, as clients are.
 *
 * <p>Names carry the id of this process: what a process that is gone has left behind, the next one removes. Not
 * thread-safe.
 */
final class Network implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Pattern LINK = Pattern.compile("\\d+: (rb(\\d+)x\\d+)[:@]");
    private static final Pattern NAMESPACE = Pattern.compile("(?m)^(rn(\\d+)x\\d+n\\d+)");

    private final String id = ProcessHandle.current().pid() + "x" + NUMBER.incrementAndGet();
    private final String subnet;
    private final int size;
    private final Thread hook = new Thread(this::remove);

    private Network(String subnet, int size) {
        this.subnet = subnet;
        this.size = size;
    }

    /** Whether namespaces can be made here: it takes root, and the commands ip and iptables. */
    static boolean isPossible() {
        return POSSIBLE;
    }

    private static final boolean POSSIBLE = probe();

    private static boolean probe() {
        try {
            sweep();
            try (Network probe = open(1)) {
                probe.cut(0, 0);
                return true;
            }
        } catch (IllegalStateException refused) {
            return false;
        }
    }

    static Network open(int size) {
        String subnet = "198.18." + ThreadLocalRandom.current().nextInt(256);
        while (run("ip", "-o", "-4", "addr").contains(" " + subnet + ".")) {
            subnet = "198.18." + ThreadLocalRandom.current().nextInt(256);
        }
        Network network = new Network(subnet, size);
        Runtime.getRuntime().addShutdownHook(network.hook);
        try {
            network.make();
            return network;
        } catch (RuntimeException failed) {
            network.close();
            throw failed;
        }
    }

    private void make() {
        run("ip", "link", "add", bridge(), "type", "bridge");
        run("ip", "addr", "add", subnet + ".254/24", "dev", bridge());
        run("ip", "link", "set", bridge(), "up");
        for (int node = 0; node < size; node++) {
            String outer = "rv" + id + "n" + node;
            run("ip", "netns", "add", namespace(node));
            run("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", namespace(node));
            run("ip", "link", "set", outer, "master", bridge(), "up");
            inside(node, "ip", "addr", "add", address(node) + "/24", "dev", "eth0");
            inside(node, "ip", "link", "set", "eth0", "up");
            inside(node, "ip", "link", "set", "lo", "up");
        }
    }

    String address(int node) {
        return subnet + "." + (node + 1);
    }

    /** What a command line begins with to run on a node. */
    List<String> prefix(int node) {
        return List.of("ip", "netns", "exec", namespace(node));
    }

    /** From now on nothing that one node sends reaches the other; the way back stays open. */
    void cut(int from, int to) {
        inside(to, "iptables", "-w", "-I", "INPUT", "-s", address(from), "-j", "DROP");
    }

    /** From now on everything arrives. */
    void heal() {
        for (int node = 0; node < size; node++) {
            inside(node, "iptables", "-w", "-F", "INPUT");
        }
    }

    /** Removes everything. The nodes have to be gone. */
    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endsAnyway) {
            // Then the hook does it once more.
        }
    }

    private void remove() {
        for (int node = 0; node < size; node++) {
            quietly("ip", "netns", "del", namespace(node));
        }
        quietly("ip", "link", "del", bridge());
    }

    /** Removes what processes have left behind that are gone, with the nodes that they had started. */
    private static void sweep() {
        for (String name : remains(NAMESPACE, "ip", "netns", "list")) {
            run("ip", "netns", "pids", name)
                    .lines()
                    .map(Long::valueOf)
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .forEach(ProcessHandle::destroyForcibly);
            quietly("ip", "netns", "del", name);
        }
        remains(LINK, "ip", "-o", "link", "show", "type", "bridge").forEach(name -> quietly("ip", "link", "del", name));
    }

    private static List<String> remains(Pattern pattern, String... listing) {
        List<String> names = new ArrayList<>();
        Matcher matcher = pattern.matcher(run(listing));
        while (matcher.find()) {
            if (Files.notExists(Path.of("/proc", matcher.group(2)))) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    private String bridge() {
        return "rb" + id;
    }

    private String namespace(int node) {
        return "rn" + id + "n" + node;
    }

    private void inside(int node, String... command) {
        List<String> all = new ArrayList<>(prefix(node));
        all.addAll(List.of(command));
        run(all.toArray(String[]::new));
    }

    private static void quietly(String... command) {
        try {
            run(command);
        } catch (IllegalStateException gone) {
            // It is not there any more.
        }
    }

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException refused) {
            throw new IllegalStateException(refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
