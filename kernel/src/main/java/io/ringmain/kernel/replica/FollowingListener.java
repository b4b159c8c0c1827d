package io.ringmain.kernel.replica;

import io.ringmain.kernel.partition.Partition;

/** Hears which partitions this broker follows. Called on the ring thread of the partition. */
public interface FollowingListener {

  /**
   * This broker follows the partition from now on.
   *
   * @param leader the broker to fetch from, or a negative number when nobody leads
   * @param leaderEpoch the leader epoch in which it leads
   */
  void onFollowing(Partition partition, int leader, int leaderEpoch);

  /** This broker leads the partition itself, or is about to close it. */
  void onNotFollowing(Partition partition);
}
