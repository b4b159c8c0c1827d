package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.MetadataReplay;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ElectLeadersRequest;
import io.ringmain.protocol.message.ElectLeadersRequest.TopicPartitions;
import io.ringmain.protocol.message.ElectLeadersResponse;
import io.ringmain.protocol.message.ElectLeadersResponse.PartitionResult;
import io.ringmain.protocol.message.ElectLeadersResponse.ReplicaElectionResult;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * ElectLeaders: the preferred replicas are to lead, or anybody where nobody does. Each partition on
 * its own.
 */
public final class LeaderElection implements ControllerOperation<ElectLeadersResponse> {

  private static final int PREFERRED = 0;
  private static final int UNCLEAN = 1;

  private final ElectLeadersRequest request;
  private final BrokerConfig config;

  public LeaderElection(ElectLeadersRequest request, BrokerConfig config) {
    this.request = request;
    this.config = config;
  }

  @Override
  public ElectLeadersResponse run(Draft draft) {
    if (request.electionType() != PREFERRED && request.electionType() != UNCLEAN) {
      throw new ControllerException(
          ErrorCode.INVALID_REQUEST,
          "Unknown election type "
              + request.electionType()
              + "; allowed: 0, preferred, 1, unclean.");
    }
    ElectLeadersResponse response = new ElectLeadersResponse();
    MetadataImage image = draft.image();
    if (request.topicPartitions() == null) {
      image.topics().forEach(topic -> electAll(draft, image, topic, response));
    } else {
      request.topicPartitions().forEach(topic -> elect(draft, image, topic, response));
    }
    return response;
  }

  /** Where everything is as it should be, nothing is said. */
  private void electAll(
      Draft draft, MetadataImage image, TopicImage topic, ElectLeadersResponse response) {
    List<PartitionResult> results = new ArrayList<>();
    for (PartitionImage partition : topic.partitions()) {
      ErrorCode error = elect(draft, image, topic, partition);
      if (error != ErrorCode.ELECTION_NOT_NEEDED) {
        results.add(result(partition.partition(), error));
      }
    }
    if (!results.isEmpty()) {
      response
          .replicaElectionResults()
          .add(new ReplicaElectionResult().topic(topic.name()).partitionResult(results));
    }
  }

  private void elect(
      Draft draft, MetadataImage image, TopicPartitions asked, ElectLeadersResponse response) {
    ReplicaElectionResult results = new ReplicaElectionResult().topic(asked.topic());
    response.replicaElectionResults().add(results);
    Optional<TopicImage> topic = image.topic(asked.topic());
    Set<Integer> seen = new HashSet<>();
    for (int number : asked.partitions()) {
      Optional<PartitionImage> partition = topic.flatMap(known -> known.partition(number));
      ErrorCode error = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
      if (partition.isPresent()) {
        error =
            seen.add(number)
                ? elect(draft, image, topic.get(), partition.get())
                : ErrorCode.ELECTION_NOT_NEEDED;
      }
      results.partitionResult().add(result(number, error));
    }
  }

  private static PartitionResult result(int partition, ErrorCode error) {
    return new PartitionResult()
        .partitionId(partition)
        .errorCode(error.id())
        .errorMessage(error == ErrorCode.NONE ? null : error.message());
  }

  private ErrorCode elect(
      Draft draft, MetadataImage image, TopicImage topic, PartitionImage partition) {
    boolean preferred = request.electionType() == PREFERRED;
    if (preferred ? partition.hasPreferredLeader() : partition.hasLeader()) {
      return ErrorCode.ELECTION_NOT_NEEDED;
    }
    Optional<PartitionChangeRecord> elected =
        new PartitionChange(
                topic.id(), partition, ElectionRules.of(image, topic.name(), config), image::active)
            .election(
                preferred ? PartitionChange.Election.PREFERRED : PartitionChange.Election.UNCLEAN)
            .record()
            .filter(record ->
                record.leader() != MetadataReplay.NO_LEADER_CHANGE
                    && record.leader() != PartitionImage.NO_LEADER);
    elected.ifPresent(draft::add);
    if (elected.isPresent()) {
      return ErrorCode.NONE;
    }
    return preferred
        ? ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE
        : ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE;
  }
}
