package io.socketless.reality.hazelcast;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a separate Hazelcast cluster. If it is lost, calls fail at once, and the client reconnects
 * without limit.
 */
final class ClientInstance {

    private ClientInstance() {}

    /**
     * Connects.
     *
     * @throws IOException if the connection is not established in time; the message names the properties
     * @throws InterruptedException if interrupted; nothing is left running
     */
    static Attachment connect(HazelcastSettings settings) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        LifecycleListener listener = event -> {
            if (event.getState() == LifecycleState.CLIENT_CONNECTED) {
                connected.countDown();
            }
        };
        HazelcastInstance client =
                HazelcastClient.newHazelcastClient(config(settings).addListenerConfig(new ListenerConfig(listener)));
        boolean done = false;
        try {
            done = connected.await(settings.joinTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!done) {
                client.shutdown();
            }
        }
        if (!done) {
            throw new IOException("Could not connect to a Hazelcast cluster named '%s' at %s within %s; check"
                            .formatted(settings.clusterName(), addresses(settings), settings.joinTimeout())
                    + " reality.hazelcast.cluster-name, reality.hazelcast.members and reality.hazelcast.join-timeout");
        }
        return new Attachment(client, client::shutdown);
    }

    private static ClientConfig config(HazelcastSettings settings) {
        ClientConfig config = new ClientConfig();
        config.setInstanceName("reality-" + UUID.randomUUID());
        config.setClusterName(settings.clusterName());
        config.setClassLoader(ClientInstance.class.getClassLoader());
        config.setProperty("hazelcast.logging.type", "jdk")
                .setProperty("hazelcast.client.invocation.timeout.seconds", "10")
                .setProperty("hazelcast.client.heartbeat.interval", "1000")
                .setProperty("hazelcast.client.heartbeat.timeout", "5000");
        config.getNetworkConfig().setAddresses(addresses(settings));
        config.getConnectionStrategyConfig()
                .setAsyncStart(true)
                .setReconnectMode(ReconnectMode.ASYNC)
                .getConnectionRetryConfig()
                .setClusterConnectTimeoutMillis(-1)
                .setInitialBackoffMillis(200)
                .setMaxBackoffMillis(5_000)
                .setMultiplier(1.5)
                .setJitter(0.2);
        return config;
    }

    private static List<String> addresses(HazelcastSettings settings) {
        List<String> members = settings.members().isEmpty() ? List.of("127.0.0.1") : settings.members();
        return members.stream()
                .map(member -> member.indexOf(':') < 0 ? member + ":" + settings.port() : member)
                .toList();
    }
}
