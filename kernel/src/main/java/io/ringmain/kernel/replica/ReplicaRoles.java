package io.ringmain.kernel.replica;

import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.partition.LeaderRole;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.Wakes;
import io.ringmain.kernel.write.Shard;
import java.util.ArrayList;
import java.util.List;

/**
 * Has a partition lead, follow or do neither, and tells those who act on it.
 *
 * <p>Called by {@link Replicas} on the ring thread of the partition.
 */
final class ReplicaRoles {
  private final FollowingListener following;
  private final List<LeadershipListener> listeners = new ArrayList<>();

  ReplicaRoles(FollowingListener following) {
    this.following = following;
  }

  /** To be called before the first role is given. */
  void addListener(LeadershipListener listener) {
    listeners.add(listener);
  }

  void lead(Partition partition, Shard shard, PartitionImage image) {
    boolean leadsAlready = partition.leaderEpoch() == image.leaderEpoch();
    if (!leadsAlready) {
      following.onNotFollowing(partition);
    }
    partition.becomeLeader(
        new LeaderRole(
            image.leaderEpoch(),
            image.partitionEpoch(),
            image.replicas(),
            image.isr(),
            image.lostReplicas()));
    shard.publish(partition);
    if (!leadsAlready) {
      listeners.forEach(listener -> listener.onLeading(partition, shard));
    }
  }

  void follow(Partition partition, Shard shard, Wakes wakes, PartitionImage image) {
    boolean elected = image.leaderEpoch() > partition.latestEpoch();
    tellIfLeading(partition, shard);
    partition.becomeFollower(image.leaderEpoch(), wakes);
    if (elected) {
      following.onFollowing(partition, image.leader(), image.leaderEpoch());
    }
  }

  /** The partition goes on elsewhere, or not at all: its log here is to be deleted. */
  void retire(Partition partition, Shard shard, Wakes wakes) {
    resign(partition, shard, wakes);
    partition.retire();
  }

  /** The partition goes on elsewhere, or not at all. */
  void resign(Partition partition, Shard shard, Wakes wakes) {
    tellIfLeading(partition, shard);
    following.onNotFollowing(partition);
    partition.resign(wakes);
  }

  /** Its log is of no use any more. */
  void goOffline(Partition partition, Shard shard, Wakes wakes) {
    following.onNotFollowing(partition);
    tellIfLeading(partition, shard);
    partition.goOffline(wakes);
  }

  private void tellIfLeading(Partition partition, Shard shard) {
    if (partition.isLeader()) {
      listeners.forEach(listener -> listener.onResigned(partition, shard));
    }
  }
}
