package io.socketless.reality.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreProvider;
import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.Settings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Provides the store that nodes share through Hazelcast. Its properties begin with {@code reality.hazelcast.} */
public final class HazelcastStoreProvider implements RealityStoreProvider {

    private static final System.Logger LOG = System.getLogger(HazelcastStoreProvider.class.getName());

    /** Called by {@link java.util.ServiceLoader}. */
    public HazelcastStoreProvider() {}

    @Override
    public List<Setting<?>> settings() {
        return HazelcastSettings.ALL;
    }

    @Override
    public Opener configure(Settings settings, NodeIdentity self) {
        HazelcastSettings checked = HazelcastSettings.of(settings);
        return () -> open(checked, self);
    }

    private static RealityStore open(HazelcastSettings settings, NodeIdentity self) throws Exception {
        Attachment attachment = attach(settings);
        try {
            return HazelcastStore.open(
                    attachment, settings.map(), settings.quorum(), settings.bounds(), self, Clock.systemUTC());
        } catch (RuntimeException | Error failed) {
            attachment.release().run();
            throw failed;
        }
    }

    private static Attachment attach(HazelcastSettings settings) throws Exception {
        return switch (settings.mode()) {
            case AUTO -> {
                Optional<HazelcastInstance> found = ContainerInstance.find(settings.jndiName());
                yield found.isPresent() ? container(settings, found.get()) : EmbeddedInstance.start(settings);
            }
            case CONTAINER ->
                container(
                        settings,
                        ContainerInstance.find(settings.jndiName())
                                .orElseThrow(() -> new IllegalStateException(
                                        "reality.hazelcast.instance = 'container', but this server has no usable"
                                                + " Hazelcast instance under the JNDI name '" + settings.jndiName()
                                                + "' (reality.hazelcast.jndi-name)")));
            case EMBEDDED -> EmbeddedInstance.start(settings);
            case CLIENT -> ClientInstance.connect(settings);
        };
    }

    private static Attachment container(HazelcastSettings settings, HazelcastInstance instance) {
        HazelcastMessages.CONTAINER_HAZELCAST.log(LOG);
        Config config = instance.getConfig();
        MapShape shape = new MapShape(settings.map(), settings.backups());
        shape.addTo(config);
        shape.intents().addTo(config);
        return new Attachment(instance, () -> {});
    }
}
