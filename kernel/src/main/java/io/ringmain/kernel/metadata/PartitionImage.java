package io.ringmain.kernel.metadata;

import java.util.List;

/**
 * A partition as the controller decided it. Immutable, any thread.
 *
 * @param partition its number within the topic
 * @param replicas ids of the brokers assigned, the preferred leader first
 * @param isr the in-sync replicas, a subset of {@code replicas}; empty while nobody leads
 * @param addingReplicas being added by a reassignment under way
 * @param removingReplicas being removed by a reassignment under way
 * @param leader the leader's broker id or {@link #NO_LEADER}
 * @param leaderEpoch grows with each election
 * @param partitionEpoch grows with each change of any of this
 * @param elr eligible leader replicas: not in sync, but hold everything committed, because nothing
 *     was committed since there are fewer in sync than {@code min.insync.replicas} (KIP-966)
 * @param lastKnownElr who led last, while nobody leads
 * @param lostReplicas replicas in log directories out of service, which cannot lead; in the order
 *     of {@code replicas}
 */
public record PartitionImage(
    int partition,
    List<Integer> replicas,
    List<Integer> isr,
    List<Integer> addingReplicas,
    List<Integer> removingReplicas,
    int leader,
    int leaderEpoch,
    int partitionEpoch,
    List<Integer> elr,
    List<Integer> lastKnownElr,
    List<Integer> lostReplicas) {

  /** The leader of a partition that has none. */
  public static final int NO_LEADER = -1;

  public PartitionImage {
    replicas = List.copyOf(replicas);
    // Almost always the same: half the memory of an image.
    isr = isr.equals(replicas) ? replicas : List.copyOf(isr);
    addingReplicas = List.copyOf(addingReplicas);
    removingReplicas = List.copyOf(removingReplicas);
    elr = List.copyOf(elr);
    lastKnownElr = List.copyOf(lastKnownElr);
    lostReplicas = List.copyOf(lostReplicas);
  }

  /** One without eligible leader replicas, and with all of its replicas in service. */
  public PartitionImage(
      int partition,
      List<Integer> replicas,
      List<Integer> isr,
      List<Integer> addingReplicas,
      List<Integer> removingReplicas,
      int leader,
      int leaderEpoch,
      int partitionEpoch) {
    this(
        partition,
        replicas,
        isr,
        addingReplicas,
        removingReplicas,
        leader,
        leaderEpoch,
        partitionEpoch,
        List.of(),
        List.of(),
        List.of());
  }

  /** Whether somebody leads it. */
  public boolean hasLeader() {
    return leader != NO_LEADER;
  }

  /** Whether its first replica leads it. */
  public boolean hasPreferredLeader() {
    return leader == replicas.getFirst();
  }

  /** Whether its replicas are being exchanged. */
  public boolean isReassigning() {
    return !addingReplicas.isEmpty() || !removingReplicas.isEmpty();
  }

  /** This one without eligible leader replicas. */
  PartitionImage withoutElr() {
    return new PartitionImage(
        partition,
        replicas,
        isr,
        addingReplicas,
        removingReplicas,
        leader,
        leaderEpoch,
        partitionEpoch,
        List.of(),
        List.of(),
        lostReplicas);
  }
}
