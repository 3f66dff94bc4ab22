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
 * Every listener that the store has registered with the instance, which can outlive the store. Used by one thread
 * at a time.
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
     * Registers all listeners.
     *
     * @param stopping called when the instance is about to end, on the thread that ends it
     */
    void subscribe(Notifications notifications, Roster roster, TopologyListener listener, Runnable stopping) {
        var cluster = instance.getCluster();
        var partitions = instance.getPartitionService();
        var lifecycle = instance.getLifecycleService();

        var onMap = map.addEntryListener(notifications, true);
        cancellations.push(() -> map.removeEntryListener(onMap));
        var onNodes = nodes.addEntryListener(roster, true);
        cancellations.push(() -> nodes.removeEntryListener(onNodes));
        var onMembers = cluster.addMembershipListener(new Members(listener));
        cancellations.push(() -> cluster.removeMembershipListener(onMembers));
        var onLoss = partitions.addPartitionLostListener(event -> listener.topologyChanged());
        cancellations.push(() -> partitions.removePartitionLostListener(onLoss));
        var onLife = lifecycle.addLifecycleListener(event -> {
            if (event.getState() == LifecycleState.MERGED) {
                listener.clustersMerged();
            } else if (event.getState() == LifecycleState.CLIENT_CONNECTED) {
                listener.topologyChanged();
            } else if (event.getState() == LifecycleState.SHUTTING_DOWN) {
                stopping.run();
            }
        });
        cancellations.push(() -> lifecycle.removeLifecycleListener(onLife));
        try {
            var onMigration = partitions.addMigrationListener(new Migrations(listener));
            cancellations.push(() -> partitions.removeMigrationListener(onMigration));
        } catch (UnsupportedOperationException client) {
            LOG.log(Level.DEBUG, "A Hazelcast client receives no migration events; it observes owners once a second");
        }
    }

    /** Removes all listeners. */
    void cancel() {
        while (!cancellations.isEmpty()) {
            try {
                cancellations.pop().run();
            } catch (RuntimeException gone) {
                LOG.log(Level.DEBUG, "Could not remove a listener", gone);
            }
        }
    }

    private record Members(TopologyListener listener) implements MembershipListener {

        @Override
        public void memberAdded(MembershipEvent event) {
            // It gets its partitions by migration.
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            listener.topologyChanged();
        }
    }

    private record Migrations(TopologyListener listener) implements MigrationListener {

        @Override
        public void migrationStarted(MigrationState state) {
            // Nothing has moved yet.
        }

        @Override
        public void migrationFinished(MigrationState state) {
            listener.topologyChanged();
        }

        @Override
        public void replicaMigrationCompleted(ReplicaMigrationEvent event) {
            Member source = event.getSource();
            if (event.getReplicaIndex() == 0 && source != null && source.localMember()) {
                listener.partitionMovedAway();
            }
        }

        @Override
        public void replicaMigrationFailed(ReplicaMigrationEvent event) {
            // It is tried again.
        }
    }
}
