package io.socketless.reality.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/** A Hazelcast member that this application starts, and that lives as long as the store. */
final class EmbeddedInstance {

    private static final System.Logger LOG = System.getLogger(EmbeddedInstance.class.getName());
    private static final Duration INTERRUPTED_START_LIMIT = Duration.ofSeconds(8);
    private static final String LOOPBACK = "127.0.0.1";

    private EmbeddedInstance() {}

    /**
     * Starts a member, which joins the others or is joined by them.
     *
     * @throws IOException if it cannot listen, or other members refuse it; the message names the properties
     * @throws InterruptedException if interrupted; the member is shut down as soon as it has started
     */
    static Attachment start(HazelcastSettings settings) throws IOException, InterruptedException {
        Config config = config(settings, bind(settings));
        HazelcastInstance instance = started(config, settings);
        if (settings.members().isEmpty() && instance.getCluster().getMembers().size() == 1) {
            HazelcastMessages.NO_MEMBERS.log(LOG);
        }
        return new Attachment(instance, instance::shutdown);
    }

    static Config config(HazelcastSettings settings, String bind) {
        Config config = new Config();
        config.setInstanceName("reality-" + UUID.randomUUID());
        config.setClusterName(settings.clusterName());
        config.setClassLoader(EmbeddedInstance.class.getClassLoader());
        MapShape shape = new MapShape(settings.map(), settings.backups());
        config.addMapConfig(shape.config()).addMapConfig(shape.intents().config());
        long joinSeconds = Math.max(1, settings.joinTimeout().toSeconds());
        config.setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.logging.type", "jdk")
                .setProperty("hazelcast.shutdownhook.enabled", "false")
                .setProperty("hazelcast.socket.bind.any", "false")
                .setProperty("hazelcast.heartbeat.interval.seconds", "1")
                .setProperty("hazelcast.max.no.heartbeat.seconds", "5")
                .setProperty("hazelcast.operation.backup.timeout.millis", "1000")
                .setProperty("hazelcast.operation.call.timeout.millis", "10000")
                .setProperty("hazelcast.partition.migration.stale.read.disabled", "true")
                .setProperty("hazelcast.partition.migration.timeout", "10")
                .setProperty("hazelcast.merge.first.run.delay.seconds", "5")
                .setProperty("hazelcast.merge.next.run.delay.seconds", "5")
                .setProperty("hazelcast.graceful.shutdown.max.wait", "30")
                .setProperty("hazelcast.wait.seconds.before.join", "0")
                .setProperty("hazelcast.max.join.seconds", Long.toString(joinSeconds))
                .setProperty("hazelcast.tcp.join.port.try.count", Integer.toString(settings.portCount()));
        network(config.getNetworkConfig(), settings, bind);
        return config;
    }

    private static void network(NetworkConfig network, HazelcastSettings settings, String bind) {
        network.setPort(settings.port()).setPortAutoIncrement(settings.portCount() > 1);
        network.setPortCount(settings.lastPort() - settings.port() + 1);
        network.getInterfaces().setEnabled(true).addInterface(bind);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setConnectionTimeoutSeconds(2)
                .setMembers(settings.members().isEmpty() ? List.of(LOOPBACK) : settings.members());
    }

    /**
     * The start of a member cannot be interrupted, so it has a dedicated thread. An interrupted caller still waits
     * a while for its end: the application's classes are gone soon after, and a start that then fails half-way
     * leaves its threads behind. A start that takes longer is ended by that thread.
     */
    private static HazelcastInstance started(Config config, HazelcastSettings settings)
            throws IOException, InterruptedException {
        AtomicBoolean abandoned = new AtomicBoolean();
        FutureTask<HazelcastInstance> start = new FutureTask<>(() -> Hazelcast.newHazelcastInstance(config)) {
            @Override
            protected void done() {
                if (abandoned.get()) {
                    terminate(this);
                }
            }
        };
        Thread thread = new Thread(start, "reality-hazelcast-start");
        thread.setDaemon(true);
        thread.start();
        try {
            return start.get();
        } catch (InterruptedException interrupted) {
            abandoned.set(true);
            if (start.isDone()) {
                terminate(start);
            }
            thread.join(INTERRUPTED_START_LIMIT.toMillis());
            throw interrupted;
        } catch (ExecutionException failed) {
            throw new IOException(
                    "Could not start a Hazelcast member on ports %d to %d within %s; check reality.hazelcast.port,"
                                    .formatted(settings.port(), settings.lastPort(), settings.joinTimeout())
                            + " reality.hazelcast.port-count, reality.hazelcast.bind, reality.hazelcast.members and"
                            + " reality.hazelcast.join-timeout, and that all members have the same Hazelcast version",
                    failed);
        }
    }

    private static void terminate(Future<HazelcastInstance> started) {
        try {
            started.get().getLifecycleService().terminate();
        } catch (ExecutionException failed) {
            // There is no instance to end.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static String bind(HazelcastSettings settings) throws IOException {
        if (settings.bind().isPresent()) {
            return settings.bind().get();
        }
        boolean elsewhere = false;
        for (String member : settings.members()) {
            for (InetAddress address : addresses(member.replaceFirst(":.*", ""))) {
                if (address.isLoopbackAddress()) {
                    continue;
                }
                if (isOfThisMachine(address)) {
                    return address.getHostAddress();
                }
                elsewhere = true;
            }
        }
        if (elsewhere) {
            throw new IOException("reality.hazelcast.members contains no address of this machine; add one, or set"
                    + " reality.hazelcast.bind");
        }
        return LOOPBACK;
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknownNow) {
            return List.of();
        }
    }

    private static boolean isOfThisMachine(InetAddress address) throws SocketException {
        return NetworkInterface.getByInetAddress(address) != null;
    }
}
