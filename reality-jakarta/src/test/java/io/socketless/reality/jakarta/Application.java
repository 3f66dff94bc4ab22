package io.socketless.reality.jakarta;

import static org.awaitility.Awaitility.await;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.socketless.reality.jakarta.answer.Answers;
import io.socketless.reality.jakarta.local.EmbeddedNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import io.socketless.reality.jakarta.node.RealityExtension;
import io.socketless.reality.jakarta.versioned.CurrentVersions;
import io.socketless.reality.jakarta.versioned.VersionedExtension;
import io.socketless.reality.spi.RealityStore;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.Unmanaged;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 *
 * An application with the jar, without a server: CDI and a configuration, versions in memory unless it says otherwise.
 *
 */
public final class Application implements AutoCloseable {

    private final SmallRyeConfig config;
    private final WeldContainer container;

    private Application(SmallRyeConfig config, WeldContainer container) {
        this.config = config;
        this.container = container;
    }

    /** Deploys classes of an application with settings of its own. */
    public static Application start(Map<String, String> settings, Class<?>... classes) {
        Map<String, String> all = new HashMap<>(Map.of("reality.server.id", "node-1", "reality.store", "auto"));
        if (Arrays.stream(classes).noneMatch(Application::suppliesStore)) {
            all.put("reality.store", "memory");
        }
        all.putAll(settings);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build();
        ConfigProviderResolver.instance().registerConfig(config, loader());
        try {
            Application started = new Application(config, deploy(classes));
            if (all.get("reality.store").equals("memory")) { // before, changes are published in the background
                await().until(() ->
                        started.get(NodeLifecycle.class).node().engine().isPresent());
            }
            return started;
        } catch (RuntimeException failed) {
            ConfigProviderResolver.instance().releaseConfig(config);
            throw failed;
        }
    }

    private static boolean suppliesStore(Class<?> type) {
        return RealityStore.class.isAssignableFrom(type)
                || Arrays.stream(type.getDeclaredMethods())
                        .anyMatch(method -> RealityStore.class.isAssignableFrom(method.getReturnType()));
    }

    public static Application start(Class<?>... classes) {
        return start(Map.of(), classes);
    }

    private static WeldContainer deploy(Class<?>... classes) {
        return new Weld()
                .disableDiscovery()
                .addExtension(new RealityExtension()) // the services file is read only where classes are discovered
                .addExtension(new VersionedExtension())
                .addPackages(false, NodeLifecycle.class, CurrentVersions.class, Answers.class, EmbeddedNode.class)
                .addBeanClasses(classes)
                .initialize();
    }

    public <T> T get(Class<T> type) {
        return container.select(type).get();
    }

    public <T> Event<T> event(Class<T> type) {
        return container.event().select(type);
    }

    /** An object that the server makes and CDI injects, such as a servlet. */
    public <T> T injected(Class<T> type) {
        return new Unmanaged<>(container.getBeanManager(), type)
                .newInstance()
                .produce()
                .inject()
                .get();
    }

    @Override
    public void close() {
        container.shutdown();
        ConfigProviderResolver.instance().releaseConfig(config);
    }

    /** The deployment problem of an application that must not start. */
    public static Optional<Throwable> problem(Map<String, String> settings, Class<?>... classes) {
        try (Application unwanted = start(settings, classes)) {
            return Optional.empty();
        } catch (RuntimeException refused) {
            return Optional.of(refused);
        }
    }

    private static ClassLoader loader() {
        return Thread.currentThread().getContextClassLoader();
    }
}
