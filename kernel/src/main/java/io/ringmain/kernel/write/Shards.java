package io.ringmain.kernel.write;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.spi.storage.LogId;
import java.util.ArrayList;
import java.util.List;

/** All shards of a broker. A partition's shard follows from its id, and never changes. */
public final class Shards implements AutoCloseable {
  private final List<Shard> shards;

  public Shards(int count, int slots, Environment environment, BrokerMetrics metrics) {
    List<Shard> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new Shard("shard-" + i, slots, environment, metrics));
    }
    this.shards = List.copyOf(all);
  }

  /** The shard that a partition belongs to. Any thread. */
  public Shard of(LogId id) {
    // Neighbouring partitions of a topic go to different shards.
    return shards.get(Math.floorMod(id.topicId().hashCode() + id.partition(), shards.size()));
  }

  @Override
  public void close() {
    shards.forEach(Shard::close);
  }
}
