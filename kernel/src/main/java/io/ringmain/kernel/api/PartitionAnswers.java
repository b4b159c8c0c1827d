package io.ringmain.kernel.api;

import io.ringmain.kernel.metadata.BrokerImage;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition;
import io.ringmain.protocol.message.MetadataResponse.MetadataResponsePartition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Partitions as clients of one listener are told of them. Made for one response.
 *
 * <p>A broker that is fenced, or does not serve the listener, is out of reach: as a replica it is
 * offline, and a partition that it leads has no leader. A replica in a log directory out of service
 * is offline too.
 */
final class PartitionAnswers {

  private static final int FIRST_VERSION_WITH_LISTENER_ERROR = 6;

  private final MetadataImage image;
  private final int apiVersion;
  private final Set<Integer> reachable = new HashSet<>();

  PartitionAnswers(MetadataImage image, String listener, int apiVersion) {
    this.image = image;
    this.apiVersion = apiVersion;
    for (BrokerImage broker : image.aliveBrokers()) {
      if (broker.endpoint(listener).isPresent()) {
        reachable.add(broker.id());
      }
    }
  }

  List<MetadataResponsePartition> ofMetadata(TopicImage topic) {
    List<MetadataResponsePartition> answers = new ArrayList<>(topic.partitions().size());
    for (PartitionImage partition : topic.partitions()) {
      answers.add(ofMetadata(partition));
    }
    return answers;
  }

  private MetadataResponsePartition ofMetadata(PartitionImage partition) {
    // Clients of version 0 cannot tell which replicas are offline: they get the others only.
    boolean reachableOnly = apiVersion == 0;
    return new MetadataResponsePartition()
        .errorCode(error(partition, reachableOnly).id())
        .partitionIndex(partition.partition())
        .leaderId(leader(partition))
        .leaderEpoch(partition.leaderEpoch())
        .replicaNodes(reachableOnly ? reachable(partition.replicas()) : partition.replicas())
        .isrNodes(reachableOnly ? reachable(partition.isr()) : partition.isr())
        .offlineReplicas(offline(partition));
  }

  private ErrorCode error(PartitionImage partition, boolean reachableOnly) {
    if (leader(partition) == PartitionImage.NO_LEADER) {
      boolean serves = image.alive(partition.leader());
      return serves && apiVersion >= FIRST_VERSION_WITH_LISTENER_ERROR
          ? ErrorCode.LISTENER_NOT_FOUND
          : ErrorCode.LEADER_NOT_AVAILABLE;
    }
    boolean complete =
        !reachableOnly
            || (reachable.containsAll(partition.replicas())
                && reachable.containsAll(partition.isr()));
    return complete ? ErrorCode.NONE : ErrorCode.REPLICA_NOT_AVAILABLE;
  }

  DescribeTopicPartitionsResponsePartition ofDescription(PartitionImage partition) {
    return new DescribeTopicPartitionsResponsePartition()
        .partitionIndex(partition.partition())
        .leaderId(leader(partition))
        .leaderEpoch(partition.leaderEpoch())
        .replicaNodes(partition.replicas())
        .isrNodes(partition.isr())
        .eligibleLeaderReplicas(partition.elr())
        .lastKnownElr(partition.lastKnownElr())
        .offlineReplicas(offline(partition));
  }

  private int leader(PartitionImage partition) {
    return reachable.contains(partition.leader()) ? partition.leader() : PartitionImage.NO_LEADER;
  }

  private List<Integer> reachable(List<Integer> brokers) {
    return brokers.stream().filter(reachable::contains).toList();
  }

  private List<Integer> offline(PartitionImage partition) {
    boolean none =
        partition.lostReplicas().isEmpty() && reachable.containsAll(partition.replicas());
    return none
        ? List.of()
        : partition.replicas().stream()
            .filter(id -> !reachable.contains(id) || partition.lostReplicas().contains(id))
            .toList();
  }
}
