package io.ringmain.testkit.arbitraries;

import java.util.List;

/**
 * Who leads a partition, and who is in sync.
 *
 * @param leader a broker, or {@link #NO_LEADER}
 * @param leaderEpoch one more with every leader, and with the loss of the last one
 * @param inSyncReplicas brokers, in the order of their assignment; never empty
 * @param partitionEpoch one more with every change of the others
 * @param highWatermark what all in-sync replicas have; it never goes back
 */
public record ReplicaState(
    int leader,
    int leaderEpoch,
    List<Integer> inSyncReplicas,
    int partitionEpoch,
    long highWatermark) {
  /** In the place of a leader while there is none. */
  public static final int NO_LEADER = -1;

  public ReplicaState {
    inSyncReplicas = List.copyOf(inSyncReplicas);
  }

  boolean has(int broker) {
    return inSyncReplicas.contains(broker);
  }

  ReplicaState appended(int records) {
    return new ReplicaState(
        leader, leaderEpoch, inSyncReplicas, partitionEpoch, highWatermark + records);
  }

  ReplicaState with(List<Integer> newInSyncReplicas) {
    return new ReplicaState(
        leader, leaderEpoch, newInSyncReplicas, partitionEpoch + 1, highWatermark);
  }

  ReplicaState led(int newLeader) {
    return new ReplicaState(
        newLeader, leaderEpoch + 1, inSyncReplicas, partitionEpoch, highWatermark);
  }
}
