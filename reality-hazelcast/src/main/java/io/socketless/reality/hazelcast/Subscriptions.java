package io.socketless.reality.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.MigrationListener;
import com.hazelcast.partition.MigrationState;
import com.hazelcast.partition.ReplicaMigrationEvent;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Every listener that the store has registered with the instance, which may live on after the store. Used by one thread at a
 * time.
 */
final class Subscriptions {

    private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());

    private final HazelcastInstance instance;
    private final IMap<String, byte[]> map;
    private final IMap<String, String> nodes;
    private final Deque<Runnable> cancellations = new ArrayDeque<>();

    Subscriptions(HazelcastInstance instance, IMap<String, byte[]> map, IMap<String, String> nodes) {
        this.instance = instance;
        this.map = map;
        this.nodes = nodes;
    }

    /**
     * Registers everything.
     *
     * @param shaken called when members, partitions or the connection have changed, on a thread of Hazelcast's
     * @param merged called when clusters have merged, likewise
     * @param movedAway called when a partition has moved away from this member, likewise
     * @param ending called when the instance is about to end, on the thread that ends it
     */
    void subscribe(Hints hints, Roster roster, Runnable shaken, Runnable merged, Runnable movedAway, Runnable ending) {
        var cluster = instance.getCluster();
        var partitions = instance.getPartitionService();
        var lifecycle = instance.getLifecycleService();

        var onMap = map.addEntryListener(hints, true);
        cancellations.push(() -> map.removeEntryListener(onMap));
        var onNodes = nodes.addEntryListener(roster, true);
        cancellations.push(() -> nodes.removeEntryListener(onNodes));
        var onMembers = cluster.addMembershipListener(new Members(shaken));
        cancellations.push(() -> cluster.removeMembershipListener(onMembers));
        var onLoss = partitions.addPartitionLostListener(event -> shaken.run());
        cancellations.push(() -> partitions.removePartitionLostListener(onLoss));
        var onLife = lifecycle.addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.MERGED) {
                merged.run();
            } else if (event.getState() == LifecycleState.CLIENT_CONNECTED) {
                shaken.run();
            } else if (event.getState() == LifecycleState.SHUTTING_DOWN) {
                ending.run();
            }
        });
        cancellations.push(() -> lifecycle.removeLifecycleListener(onLife));
        try {
            var onMigration = partitions.addMigrationListener(new Migrations(shaken, movedAway));
            cancellations.push(() -> partitions.removeMigrationListener(onMigration));
        } catch (UnsupportedOperationException client) {
            LOG.log(Level.DEBUG, "A client hears of no migration; it looks once a second");
        }
    }

    /** Removes whatever was registered. */
    void cancel() {
        while (!cancellations.isEmpty()) {
            try {
                cancellations.pop().run();
            } catch (RuntimeException gone) {
                LOG.log(Level.DEBUG, "A listener could not be removed", gone);
            }
        }
    }

    private record Members(Runnable shaken) implements MembershipListener {

        @Override
        public void memberAdded(MembershipEvent event) {
            // Its partitions come by migration.
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            shaken.run();
        }
    }

    private record Migrations(Runnable shaken, Runnable movedAway) implements MigrationListener {

        @Override
        public void migrationStarted(MigrationState state) {
            // Nothing has moved yet.
        }

        @Override
        public void migrationFinished(MigrationState state) {
            shaken.run();
        }

        @Override
        public void replicaMigrationCompleted(ReplicaMigrationEvent event) {
            Member source = event.getSource();
            if (event.getReplicaIndex() == 0 && source != null && source.localMember()) {
                movedAway.run();
            }
        }

        @Override
        public void replicaMigrationFailed(ReplicaMigrationEvent event) {
            // It is tried again.
        }
    }
}
