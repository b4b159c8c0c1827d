package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Who leads a partition: the first of its replicas, in the order of preference, that is in sync and
 * alive. The leader is always in sync (Invariant 8). Any thread.
 */
final class LeaderChoice {

  private LeaderChoice() {}

  static int leader(List<Integer> replicas, List<Integer> isr, IntPredicate alive) {
    for (int replica : replicas) {
      if (isr.contains(replica) && alive.test(replica)) {
        return replica;
      }
    }
    return PartitionImage.NO_LEADER;
  }

  /** A new process of a broker: what it led, and what waited for it, gets a leader anew. */
  static Optional<PartitionChangeRecord> afterStart(
      TopicImage topic, PartitionImage partition, int broker, IntPredicate alive) {
    boolean concerned =
        partition.leader() == broker
            || (!partition.hasLeader() && partition.isr().contains(broker));
    if (!concerned) {
      return Optional.empty();
    }
    int leader = leader(partition.replicas(), partition.isr(), alive);
    return Optional.of(change(topic, partition).leader(leader));
  }

  /**
   * A broker is gone: it leaves the in-sync replicas, unless it is the last of them, for whoever
   * holds everything committed must be remembered.
   */
  static Optional<PartitionChangeRecord> afterLoss(
      TopicImage topic, PartitionImage partition, int broker, IntPredicate alive) {
    boolean leads = partition.leader() == broker;
    boolean inSync = partition.isr().contains(broker);
    boolean shrinks = inSync && partition.isr().size() > 1;
    if (!leads && !shrinks) {
      return Optional.empty();
    }
    PartitionChangeRecord record = change(topic, partition);
    List<Integer> isr =
        shrinks ? partition.isr().stream().filter(id -> id != broker).toList() : partition.isr();
    if (shrinks) {
      record.isr(isr);
    }
    if (leads) {
      record.leader(leader(partition.replicas(), isr, alive));
    }
    return Optional.of(record);
  }

  private static PartitionChangeRecord change(TopicImage topic, PartitionImage partition) {
    return new PartitionChangeRecord().topicId(topic.id()).partitionId(partition.partition());
  }
}
