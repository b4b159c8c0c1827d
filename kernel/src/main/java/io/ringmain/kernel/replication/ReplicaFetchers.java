package io.ringmain.kernel.replication;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.FollowingListener;
import io.ringmain.kernel.write.Shard;
import io.ringmain.spi.storage.LogId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Gives each followed partition to the fetcher of its leader. Told on the partitions' rings; all
 * else on the replication ring.
 */
final class ReplicaFetchers implements FollowingListener {
  private final ReplicationContext context;
  private final Function<Partition, Shard> shards;
  private final Map<Source, LeaderFetcher> fetchers = new HashMap<>();
  private final Map<LogId, LeaderFetcher> assigned = new HashMap<>();
  private boolean closed;

  /** One of the connections to a leader. */
  private record Source(int leader, int index) {}

  ReplicaFetchers(ReplicationContext context, Function<Partition, Shard> shards) {
    this.context = context;
    this.shards = shards;
  }

  @Override
  public void onFollowing(Partition partition, int leader, int leaderEpoch) {
    context
        .ring()
        .execute(() -> {
          leave(partition.id());
          if (leader >= 0 && !closed) {
            follow(partition, leader, leaderEpoch);
          }
        });
  }

  @Override
  public void onNotFollowing(Partition partition) {
    context.ring().execute(() -> leave(partition.id()));
  }

  private void follow(Partition partition, int leader, int leaderEpoch) {
    int index = Math.floorMod(partition.id().hashCode(), context.settings().fetchers());
    LeaderFetcher fetcher =
        fetchers.computeIfAbsent(
            new Source(leader, index), source -> new LeaderFetcher(source.leader, context));
    assigned.put(partition.id(), fetcher);
    fetcher.follow(new FollowedPartition(partition, shards.apply(partition), leaderEpoch));
  }

  private void leave(LogId id) {
    LeaderFetcher fetcher = assigned.remove(id);
    if (fetcher != null) {
      fetcher.leave(id);
      if (fetcher.isIdle()) {
        fetcher.close();
        fetchers.values().remove(fetcher);
      }
    }
  }

  /** How many partitions are followed. */
  int size() {
    return assigned.size();
  }

  /** Replication ring. */
  void close() {
    closed = true;
    fetchers.values().forEach(LeaderFetcher::close);
    fetchers.clear();
    assigned.clear();
  }
}
