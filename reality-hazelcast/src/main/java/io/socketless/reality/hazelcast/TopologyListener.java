package io.socketless.reality.hazelcast;

/** Receives changes of the cluster. Called on Hazelcast threads, so implementations return at once. */
interface TopologyListener {

    /** Members, partitions or the connection to them have changed. */
    void topologyChanged();

    /** Two clusters have become one. */
    void clustersMerged();

    /** A partition has moved away from the member of this node. */
    void partitionMovedAway();
}
