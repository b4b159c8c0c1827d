package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.stored.PartitionRecord;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/**
 * New partitions as records, and checks of replicas that an operator assigned. Metadata ring only.
 */
final class PartitionDrafts {

  /** Kafka's limit of records in one operation, and what fits a commit. */
  static final int MAX_NEW_PARTITIONS = 10_000;

  private PartitionDrafts() {}

  static void checkCount(int partitions) {
    if (partitions > MAX_NEW_PARTITIONS) {
      throw new ControllerException(
          ErrorCode.POLICY_VIOLATION,
          partitions
              + " partitions are too many for one request; allowed are "
              + MAX_NEW_PARTITIONS
              + ".");
    }
  }

  /** Checks one partition's replicas, of which there must be as many as of the others. */
  static void checkAssigned(
      MetadataImage image, int partition, List<Integer> replicas, int replicationFactor) {
    if (replicas.isEmpty()) {
      throw invalid("The replicas assigned to partition " + partition + " are none.");
    }
    if (new HashSet<>(replicas).size() < replicas.size()) {
      throw invalid("The replicas assigned to partition " + partition + " name a broker twice.");
    }
    for (int replica : replicas) {
      if (image.broker(replica).isEmpty()) {
        throw invalid(
            "The replicas assigned to partition "
                + partition
                + " name broker "
                + replica
                + ", which is not registered.");
      }
    }
    if (replicas.size() != replicationFactor) {
      throw invalid(
          "Partition "
              + partition
              + " is assigned "
              + replicas.size()
              + " replicas, but others have "
              + replicationFactor
              + ".");
    }
    if (replicas.stream().noneMatch(image::active)) {
      throw invalid(
          "No broker is alive of the replicas " + replicas + " of partition " + partition + ".");
    }
  }

  private static ControllerException invalid(String message) {
    return new ControllerException(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
  }

  /**
   * A new partition: those replicas that are alive and mean to stay are in sync, and the first of
   * them leads.
   */
  static PartitionRecord record(
      MetadataImage image, UUID topicId, int partition, List<Integer> replicas) {
    List<Integer> isr = replicas.stream().filter(image::active).toList();
    return new PartitionRecord()
        .topicId(topicId)
        .partitionId(partition)
        .replicas(replicas)
        .isr(isr)
        .leader(isr.isEmpty() ? PartitionImage.NO_LEADER : isr.getFirst())
        .leaderEpoch(0)
        .partitionEpoch(0);
  }
}
