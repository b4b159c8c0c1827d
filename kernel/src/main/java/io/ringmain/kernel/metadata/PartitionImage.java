package io.ringmain.kernel.metadata;

import java.util.List;

/**
 * A partition as the controller decided it. Immutable, any thread.
 *
 * @param partition its number within the topic
 * @param replicas ids of the brokers assigned, the preferred leader first
 * @param isr the in-sync replicas, a subset of {@code replicas}
 * @param addingReplicas being added by a reassignment under way
 * @param removingReplicas being removed by a reassignment under way
 * @param leader the leader's broker id or {@link #NO_LEADER}
 * @param leaderEpoch grows with each election
 * @param partitionEpoch grows with each change of any of this
 */
public record PartitionImage(
    int partition,
    List<Integer> replicas,
    List<Integer> isr,
    List<Integer> addingReplicas,
    List<Integer> removingReplicas,
    int leader,
    int leaderEpoch,
    int partitionEpoch) {

  /** The leader of a partition that has none. */
  public static final int NO_LEADER = -1;

  public PartitionImage {
    replicas = List.copyOf(replicas);
    isr = List.copyOf(isr);
    addingReplicas = List.copyOf(addingReplicas);
    removingReplicas = List.copyOf(removingReplicas);
  }

  /** Whether somebody leads it. */
  public boolean hasLeader() {
    return leader != NO_LEADER;
  }
}
