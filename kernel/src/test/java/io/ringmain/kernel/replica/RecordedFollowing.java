package io.ringmain.kernel.replica;

import io.ringmain.kernel.partition.Partition;
import java.util.ArrayList;
import java.util.List;

/** Remembers which partitions were to be followed, and which no more. */
public final class RecordedFollowing implements FollowingListener {
  public final List<String> events = new ArrayList<>();

  @Override
  public void onFollowing(Partition partition, int leader, int leaderEpoch) {
    events.add("follow " + partition.id().partition() + " of " + leader + " in " + leaderEpoch);
  }

  @Override
  public void onNotFollowing(Partition partition) {
    events.add("leave " + partition.id().partition());
  }
}
