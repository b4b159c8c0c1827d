package io.ringmain.kernel.partition;

import java.util.List;

/**
 * Asks the controller to change the in-sync replicas of a partition. Called on the ring thread of
 * the partition, which is told of the outcome there: {@link Followers#decided(int, int, List)},
 * {@link Followers#refused} or {@link Followers#unsure}.
 */
public interface InSyncChanges {

  /**
   * Proposes other in-sync replicas; one proposal of a partition at a time.
   *
   * @param role what the leader believes to be decided now
   * @param proposed who is to be in sync
   */
  void propose(Partition partition, LeaderRole role, List<Member> proposed);

  /**
   * Whether a broker may join in-sync replicas: it is alive and not about to stop. Any thread.
   *
   * @param brokerEpoch of the registration in which it fetches, −1 if it does not say
   */
  boolean mayJoin(int brokerId, long brokerEpoch);

  /**
   * A broker that is to be in sync.
   *
   * @param brokerEpoch of the registration in which it fetched; −1 for any
   */
  record Member(int brokerId, long brokerEpoch) {}
}
