package io.socketless.reality.jakarta.node;

import io.socketless.reality.Changed;
import io.socketless.reality.KeyState;
import io.socketless.reality.PublishedHereListener;
import io.socketless.reality.core.Engine;
import io.socketless.reality.core.MemoryStore;
import io.socketless.reality.jakarta.config.ConfiguredSettings;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreProvider;
import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.SettingException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Starts the node with the application and stops it with the application. */
@ApplicationScoped
public class NodeLifecycle {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    @Inject
    private Instance<RealityStore> storeOfApplication;

    @Inject
    private Event<Changed> changedEvents;

    @Inject
    private RealityExtension application;

    @Inject
    private BeanManager beans;

    private @Nullable LocalNode node;
    private boolean stopped;

    /** For CDI. */
    public NodeLifecycle() {}

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        node(); // The event only has to reach this bean.
    }

    /**
     * The node of this application; the first call starts it.
     *
     * @throws SettingException if the configuration is wrong
     * @throws IllegalStateException if the application was stopped before the first call
     */
    public synchronized LocalNode node() {
        LocalNode current = node;
        if (current == null) {
            if (stopped) {
                throw new IllegalStateException("Reality was stopped with its application");
            }
            current = startNode();
            node = current;
        }
        return current;
    }

    /** Stops the node, if one was started. Idempotent. */
    @PreDestroy
    public void stop() {
        LocalNode last = last();
        if (last != null) {
            last.close();
        }
    }

    /** The node to stop, if there is one. No node is started afterwards. */
    private synchronized @Nullable LocalNode last() {
        stopped = true;
        return node;
    }

    private LocalNode startNode() {
        ConfiguredSettings configured = ConfiguredSettings.ofApplication();
        ServerSettings settings = ServerSettings.of(configured);
        Optional<RealityStoreProvider> provider = provider();
        configured.unknown(known()).forEach(name -> NodeMessages.UNKNOWN_PROPERTY.log(LOGGER, name));

        RealityStoreProvider.Opener opener;
        String kind;
        if (settings.storeKind() == ServerSettings.StoreKind.MEMORY) {
            opener = () -> inMemory(settings);
            kind = "versions in memory";
        } else if (storeOfApplication.isResolvable()) {
            opener = storeOfApplication::get;
            kind = "a store of the application";
        } else if (provider.isPresent()) {
            opener = provider.get().configure(configured, settings.identity());
            kind = provider.get().getClass().getSimpleName();
        } else {
            throw noStore();
        }
        NodeMessages.NODE_STARTING.log(
                LOGGER, Release.VERSION, settings.identity().serverId(), kind);
        Executor threads =
                ContainerExecutor.find(); // here, since the thread that opens the store has no naming context
        return new LocalNode(settings, opener, engine -> deliverChanges(engine, threads));
    }

    /** The refusal of an application that contains no store. */
    static SettingException noStore() {
        return new SettingException(
                "reality.store",
                "auto",
                "a store jar such as reality-hazelcast in the application; set reality.store=memory for a single node");
    }

    /** Whether the application contains a jar with a store. */
    static boolean hasProvider() {
        return provider().isPresent();
    }

    private static RealityStore inMemory(ServerSettings settings) {
        return new MemoryStore(settings.identity(), Clock.systemUTC(), settings.bounds());
    }

    private void deliverChanges(Engine engine, Executor threads) {
        if (!beans.resolveObserverMethods(new Changed(KeyState.absent("any", 1, "")))
                .isEmpty()) {
            engine.observe(new ChangedDelivery(changedEvents, threads)::deliver);
        }
        if (application.supplies(PublishedHereListener.class)) {
            engine.observeWrites(new PublishedDelivery(
                    () -> application.supplied(PublishedHereListener.class, beans), threads)::deliver);
        }
    }

    /**
     * Reads and checks the whole configuration without starting anything.
     *
     * @throws SettingException for the first value that is wrong
     */
    static ServerSettings check() {
        ConfiguredSettings configured = ConfiguredSettings.ofApplication();
        ServerSettings settings = ServerSettings.of(configured);
        if (settings.storeKind() == ServerSettings.StoreKind.AUTO) {
            provider().ifPresent(provider -> provider.configure(configured, settings.identity()));
        }
        return settings;
    }

    private static List<Setting<?>> known() {
        List<Setting<?>> all = new ArrayList<>(ServerSettings.ALL);
        provider().ifPresent(provider -> all.addAll(provider.settings()));
        return all;
    }

    private static Optional<RealityStoreProvider> provider() {
        return ServiceLoader.load(RealityStoreProvider.class, NodeLifecycle.class.getClassLoader())
                .findFirst();
    }
}
