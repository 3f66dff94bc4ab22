package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreProvider;
import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.SettingException;
import io.socketless.reality.spi.StoreListener;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Hazelcast instance of a store in each mode, and its release. */
class StoreOpeningTest {

    private final Cluster cluster = new Cluster();

    @AfterEach
    void stop() {
        Jndi.bindings.clear();
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
        cluster.close();
    }

    @Test
    void the_provider_is_found_as_a_service() {
        assertThat(ServiceLoader.load(RealityStoreProvider.class)).hasOnlyElementsOfType(HazelcastStoreProvider.class);
    }

    @Test
    void every_setting_is_listed_with_a_default_that_works() {
        List<Setting<?>> settings = new HazelcastStoreProvider().settings();

        assertThat(settings).allSatisfy(setting -> {
            assertThat(setting.name()).startsWith("reality.hazelcast.");
            assertThat(setting.description()).endsWith(".");
            assertThatCode(() -> setting.optionalIn(name -> Optional.empty())).doesNotThrowAnyException();
        });
        assertThat(settings.stream().map(Setting::name)).doesNotHaveDuplicates().hasSize(11);
    }

    @ParameterizedTest
    @CsvSource({
        "instance, embeded",
        "instance, EMBEDDED",
        "members, 'a, ,b'",
        "members, host:0",
        "members, host:70000",
        "members, host:x",
        "members, '-x'",
        "bind, eth0",
        "bind, 10.0.0",
        "port, 0",
        "port, 65536",
        "port-count, 0",
        "map, 'a*'",
        "map, 'a b'",
        "backups, 7",
        "backups, -1",
        "quorum, -1",
        "join-timeout, 30",
        "join-timeout, PT0S",
        "jndi-name, ldap://example.org/x",
    })
    void a_wrong_value_is_refused_by_name(String property, String value) {
        String name = "reality.hazelcast." + property;

        assertThatThrownBy(() -> new HazelcastStoreProvider()
                        .configure(cluster.settings(Map.of(name, value)), Cluster.identity("a")))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value.strip());
    }

    @Test
    void auto_starts_a_member_if_the_server_has_no_instance() throws Exception {
        try (RealityStore store = open("auto")) {
            assertThat(Hazelcast.getAllHazelcastInstances()).hasSize(1);
            roundTrip(store);
        }
        assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
    }

    @Test
    void an_embedded_member_that_starts_alone_without_members_logs_a_warning_once() throws Exception {
        List<String> messages = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger(EmbeddedInstance.class.getName());
        Handler handler = collecting(messages);
        logger.addHandler(handler);
        try (RealityStore alone = open("embedded");
                RealityStore second = open("embedded")) {
            roundTrip(alone);
            roundTrip(second);
        } finally {
            logger.removeHandler(handler);
        }

        assertThat(messages).singleElement().asString().contains("REALITY-1105", "reality.hazelcast.members");
    }

    @Test
    void auto_uses_the_instance_of_the_server_and_leaves_it_running() throws Exception {
        HazelcastInstance server = cluster.start();
        Jndi.bind("payara/Hazelcast", server);

        try (RealityStore store = open("auto")) {
            assertThat(Hazelcast.getAllHazelcastInstances()).containsExactly(server);
            roundTrip(store);
        }

        assertThat(server.getLifecycleService().isRunning()).isTrue();
        assertThat(server.getMap("reality-nodes").size()).isZero();
        assertThat(threads("reality-")).isEmpty();
    }

    @Test
    void a_redeployed_application_continues_with_the_map_of_the_server() throws Exception {
        Jndi.bind("payara/Hazelcast", cluster.start());
        KeyState written;
        try (RealityStore store = open("container")) {
            written = store.write(List.of(Change.update("k", "h", "s"))).get("k");
        }

        try (RealityStore store = open("container")) {
            assertThat(store.read(Set.of("k"))).containsEntry("k", written);
        }
    }

    @Test
    void a_listener_is_not_notified_after_its_store_is_closed() throws Exception {
        HazelcastInstance server = cluster.start();
        Jndi.bind("payara/Hazelcast", server);
        AtomicInteger notified = new AtomicInteger();
        try (RealityStore store = open("container")) {
            store.listen(counting(notified));
            store.write(List.of(Change.invalidate("k", "s")));
            await().untilAsserted(() -> assertThat(notified.get()).isPositive());
        }
        int before = notified.get();

        try (RealityStore other = Cluster.openOn(server, "reality", "b")) {
            AtomicInteger others = new AtomicInteger();
            other.listen(counting(others));
            other.write(List.of(Change.invalidate("k", "s")));
            await().untilAsserted(() -> assertThat(others.get()).isPositive());
        }

        assertThat(notified.get()).isEqualTo(before);
    }

    @Test
    void container_without_an_instance_fails() {
        assertThatThrownBy(() -> open("container"))
                .hasMessageContaining("reality.hazelcast.instance = 'container'")
                .hasMessageContaining("payara/Hazelcast");
    }

    @Test
    void another_object_under_the_jndi_name_is_refused() throws Exception {
        Jndi.bind("payara/Hazelcast", "not a Hazelcast");

        assertThatThrownBy(() -> open("container")).hasMessageContaining("reality.hazelcast.jndi-name");
    }

    @Test
    void another_number_of_backups_configured_in_the_server_is_accepted() throws Exception {
        HazelcastInstance server = cluster.start();
        server.getConfig().addMapConfig(new MapConfig("elsewhere").setBackupCount(2));
        Jndi.bind("payara/Hazelcast", server);

        try (RealityStore store =
                open(Map.of("reality.hazelcast.instance", "container", "reality.hazelcast.map", "elsewhere"))) {
            roundTrip(store);
        }
    }

    @Test
    void a_map_that_the_server_evicts_is_refused() {
        HazelcastInstance server = cluster.start();
        MapConfig evicting = new MapConfig("elsewhere");
        evicting.getEvictionConfig()
                .setEvictionPolicy(EvictionPolicy.LRU)
                .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                .setSize(1000);
        server.getConfig().addMapConfig(evicting.setTimeToLiveSeconds(10));
        Jndi.bind("payara/Hazelcast", server);

        assertThatThrownBy(() ->
                        open(Map.of("reality.hazelcast.instance", "container", "reality.hazelcast.map", "elsewhere")))
                .hasMessageContaining("reality.hazelcast.map")
                .hasMessageContaining("eviction, expiry");
    }

    @Test
    void a_client_shares_the_map_with_the_members() throws Exception {
        HazelcastInstance member = cluster.start();
        try (RealityStore client = open("client");
                RealityStore store = Cluster.openOn(member, "reality", "member")) {
            roundTrip(client);
            KeyState byClient =
                    client.write(List.of(Change.update("a", "h", "s"))).get("a");
            KeyState byMember =
                    store.write(List.of(Change.update("b", "h", "s"))).get("b");

            assertThat(store.read(Set.of("a"))).containsEntry("a", byClient);
            assertThat(client.read(Set.of("b"))).containsEntry("b", byMember);
            await().untilAsserted(() -> assertThat(client.peers()).hasSize(1));
            await().untilAsserted(() -> assertThat(store.peers()).hasSize(1));
        }
        await().untilAsserted(() -> assertThat(threads("reality-")).allMatch(name -> name.contains(member.getName())));
    }

    @Test
    void a_client_fails_fast_without_its_cluster_and_reconnects_with_new_versions() throws Exception {
        HazelcastInstance member = cluster.start();
        try (RealityStore client = open("client")) {
            AtomicInteger uncertain = new AtomicInteger();
            KeyState before =
                    client.write(List.of(Change.update("k", "h", "s"))).get("k");
            client.listen(new StoreListener() {
                @Override
                public void changed(KeyState state) {}

                @Override
                public void uncertain() {
                    uncertain.incrementAndGet();
                }
            });

            member.getLifecycleService().terminate();
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> client.read(Set.of("k"))).isInstanceOf(RealityUnavailableException.class));
            long start = System.nanoTime();
            assertThatThrownBy(() -> client.read(Set.of("k"))).isInstanceOf(RealityUnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));

            cluster.start();
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> assertThat(
                            client.read(Set.of("k")).get("k").version())
                    .isGreaterThan(before.version()));
            await().untilAsserted(() -> assertThat(uncertain.get()).isPositive());
        }
    }

    @Test
    void a_client_without_a_cluster_gives_up_in_time() {
        assertThatThrownBy(() ->
                        open(Map.of("reality.hazelcast.instance", "client", "reality.hazelcast.join-timeout", "PT1S")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reality.hazelcast.members");
        await().untilAsserted(() -> assertThat(threads("reality-")).isEmpty());
    }

    @Test
    void two_applications_in_one_jvm_have_separate_members() throws Exception {
        try (RealityStore a = open("embedded");
                RealityStore b = open("embedded")) {
            KeyState written = a.write(List.of(Change.update("k", "h", "s"))).get("k");

            assertThat(b.read(Set.of("k"))).containsEntry("k", written);
        }
    }

    @Test
    void an_embedded_store_leaves_no_thread() throws Exception {
        try (RealityStore store = open("embedded")) {
            roundTrip(store);
            assertThat(threads("hz.reality-", "reality-")).isNotEmpty();
        }

        await().untilAsserted(
                        () -> assertThat(threads("hz.reality-", "reality-")).isEmpty());
    }

    @Test
    void the_message_names_ports_that_are_all_in_use() throws Exception {
        try (ServerSocket taken = new ServerSocket(cluster.port, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            open(Map.of("reality.hazelcast.instance", "embedded", "reality.hazelcast.port-count", "1")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("reality.hazelcast.port")
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        await().untilAsserted(
                        () -> assertThat(threads("hz.reality-", "reality-")).isEmpty());
    }

    @Test
    void members_without_an_address_of_this_machine_require_bind() {
        assertThatThrownBy(() -> open(Map.of(
                        "reality.hazelcast.instance",
                        "embedded",
                        "reality.hazelcast.members",
                        "198.51.100.1, 198.51.100.2")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reality.hazelcast.bind");
    }

    @Test
    void a_member_listens_at_the_address_of_this_machine_in_the_list() throws Exception {
        Optional<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst();
        assumeTrue(own.isPresent(), "this machine has an address that others see");
        String address = own.get().getHostAddress();

        assertThat(bind("198.51.100.1, " + address + ":5701")).isEqualTo(address);
        assertThat(bind("localhost:5702")).isEqualTo("127.0.0.1");
        assertThat(bind("")).isEqualTo("127.0.0.1");
    }

    private String bind(String members) throws IOException {
        return EmbeddedInstance.bind(
                HazelcastSettings.of(cluster.settings(Map.of("reality.hazelcast.members", members))));
    }

    @Test
    void an_interrupted_start_leaves_nothing_running() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        Thread starter = new Thread(() -> {
            try {
                open("embedded").close();
            } catch (InterruptedException expected) {
                interrupted.incrementAndGet();
            } catch (Exception unexpected) {
                throw new IllegalStateException(unexpected);
            }
        });
        starter.start();
        await().pollInterval(Duration.ofMillis(1)).untilAsserted(() -> assertThat(threads("reality-hazelcast-start"))
                .isNotEmpty());

        starter.interrupt();
        starter.join();

        assertThat(interrupted.get()).isEqualTo(1);
        assertThat(threads("reality-hazelcast-start"))
                .as("needs the classes of the application, which may go now")
                .isEmpty();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(threads("hz.reality-", "reality-"))
                .isEmpty());
    }

    private RealityStore open(String mode) throws Exception {
        return open(Map.of("reality.hazelcast.instance", mode));
    }

    private RealityStore open(Map<String, String> properties) throws Exception {
        return cluster.open(new HashMap<>(properties), "node-1");
    }

    private static void roundTrip(RealityStore store) {
        KeyState written =
                store.write(List.of(Change.update("round trip", "h", "s"))).get("round trip");
        assertThat(store.read(Set.of("round trip"))).containsEntry("round trip", written);
    }

    private static StoreListener counting(AtomicInteger changes) {
        return new StoreListener() {
            @Override
            public void changed(KeyState state) {
                changes.incrementAndGet();
            }

            @Override
            public void uncertain() {}
        };
    }

    private static Handler collecting(List<String> messages) {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                messages.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static Set<String> threads(String... prefixes) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> List.of(prefixes).stream().anyMatch(name::startsWith))
                .collect(Collectors.toSet());
    }

    /** A naming service with the bindings of a test. */
    public static final class Jndi implements InitialContextFactory {

        static final Map<String, Object> bindings = new HashMap<>();

        static void bind(String name, Object value) {
            System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Jndi.class.getName());
            bindings.put(name, value);
        }

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    Object found = bindings.get(name);
                    if (found == null) {
                        throw new NameNotFoundException(name);
                    }
                    return found;
                }
            };
        }
    }
}
