package io.socketless.reality.jakarta.config;

import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.Settings;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The properties of MicroProfile Config that begin with {@code reality.}, as the application sees them. */
public final class ConfiguredSettings implements Settings {

    private static final String PREFIX = "reality.";
    private static final String OF_CLIENTS = "reality.client.";

    private final Config config;

    private ConfiguredSettings(Config config) {
        this.config = config;
    }

    /** The configuration that belongs to the class loader of the calling thread. */
    public static ConfiguredSettings ofApplication() {
        return new ConfiguredSettings(ConfigProvider.getConfig());
    }

    @Override
    public Optional<String> text(String name) {
        return config.getOptionalValue(name, String.class).map(String::trim).filter(text -> !text.isEmpty());
    }

    /** The names that are set and that no setting has, sorted: probably misspelled. */
    public List<String> unknown(Collection<Setting<?>> known) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(PREFIX) && !name.startsWith(OF_CLIENTS))
                .filter(name -> known.stream().noneMatch(setting -> isSame(setting.name(), name)))
                .sorted()
                .toList();
    }

    /** Some servers list REALITY_WAIT_MAX_WAITERS of the environment as reality.wait.max.waiters. */
    private static boolean isSame(String name, String listed) {
        return name.replace('-', '.').equals(listed.replace('-', '.'));
    }
}
