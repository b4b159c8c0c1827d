package io.ringmain.kernel.partition;

import java.util.List;

/**
 * A broker's role as leader of a partition, as the controller decided it. Immutable.
 *
 * @param leaderEpoch grows with each election
 * @param partitionEpoch grows with each change of replicas, in-sync replicas or leader
 * @param replicas ids of the brokers assigned, this one among them
 * @param isr the in-sync replicas, this broker among them
 * @param lost replicas in log directories out of service: nobody waits for them
 */
public record LeaderRole(
    int leaderEpoch,
    int partitionEpoch,
    List<Integer> replicas,
    List<Integer> isr,
    List<Integer> lost) {

  public LeaderRole {
    replicas = List.copyOf(replicas);
    isr = List.copyOf(isr);
    lost = List.copyOf(lost);
  }

  /** One without lost replicas. */
  public LeaderRole(
      int leaderEpoch, int partitionEpoch, List<Integer> replicas, List<Integer> isr) {
    this(leaderEpoch, partitionEpoch, replicas, isr, List.of());
  }
}
