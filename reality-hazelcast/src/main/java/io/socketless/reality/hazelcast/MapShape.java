package io.socketless.reality.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.spi.merge.PutIfAbsentMergePolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration that the map needs. After a split, entries that only one side has are kept. If both sides have
 * one, either is right, because all floors are raised above both.
 */
record MapShape(String map, int backups) {

    /** The suffix of the map of {@link Intents}, which has the same shape. */
    static final String INTENTS = "-intents";

    private static final System.Logger LOG = System.getLogger(MapShape.class.getName());

    MapShape intents() {
        return new MapShape(map + INTENTS, backups);
    }

    MapConfig config() {
        MapConfig config = new MapConfig(map)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setBackupCount(backups)
                .setAsyncBackupCount(0)
                .setReadBackupData(false)
                .setPerEntryStatsEnabled(false)
                .setMergePolicyConfig(new MergePolicyConfig(
                        PutIfAbsentMergePolicy.class.getName(), MergePolicyConfig.DEFAULT_BATCH_SIZE));
        config.getEvictionConfig().setEvictionPolicy(EvictionPolicy.NONE);
        return config;
    }

    /**
     * Configures the map of a running instance. If another application or the administrator has configured it
     * already, that configuration stays, provided it is usable.
     *
     * @throws IllegalStateException if the existing configuration drops or hides entries
     */
    void addTo(Config config) {
        MapConfig wanted = config();
        try {
            config.addMapConfig(wanted);
        } catch (HazelcastException different) {
            MapConfig present = config.findMapConfig(map);
            List<String> wrong = unusable(present);
            if (!wrong.isEmpty()) {
                throw new IllegalStateException(
                        ("The server configures the map '%s' (reality.hazelcast.map) with %s; remove that from its"
                                        + " configuration")
                                .formatted(map, String.join(", ", wrong)),
                        different);
            }
            if (present.getBackupCount() != backups) {
                HazelcastMessages.BACKUPS_IGNORED.log(LOG, map, present.getBackupCount(), backups);
            }
        }
    }

    private static List<String> unusable(MapConfig config) {
        List<String> wrong = new ArrayList<>();
        if (config.getEvictionConfig().getEvictionPolicy() != EvictionPolicy.NONE) {
            wrong.add("eviction");
        }
        if (config.getTimeToLiveSeconds() != 0 || config.getMaxIdleSeconds() != 0) {
            wrong.add("expiry");
        }
        if (config.isReadBackupData()) {
            wrong.add("reads from backups");
        }
        if (config.getNearCacheConfig() != null) {
            wrong.add("a near cache");
        }
        if (config.getInMemoryFormat() != InMemoryFormat.BINARY) {
            wrong.add("an in-memory format different from BINARY");
        }
        return wrong;
    }
}
