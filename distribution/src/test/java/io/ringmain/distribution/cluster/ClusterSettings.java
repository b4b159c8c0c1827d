package io.ringmain.distribution.cluster;

import java.util.Map;

/** Settings of the clusters that tests run. */
final class ClusterSettings {
  /** Three replicas of everything, two of them to acknowledge; what fails is noticed soon. */
  static final Map<String, String> REPLICATED =
      Map.of(
          "default.replication.factor", "3",
          "offsets.topic.replication.factor", "3",
          "offsets.topic.num.partitions", "3",
          "group.initial.rebalance.delay.ms", "0",
          "min.insync.replicas", "2",
          "replica.lag.time.max.ms", "5000",
          "zookeeper.session.timeout.ms", "6000");

  private ClusterSettings() {}
}
