package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metadata.LogDirectories;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AssignReplicasToDirsRequest;
import io.ringmain.protocol.message.AssignReplicasToDirsResponse;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * AssignReplicasToDirs: a broker tells in which log directories its replicas are. Which one is of
 * no interest here; that one is lost is: what the broker led there, others lead, and it is no more
 * in sync, nor eligible, nor elected before it says that it has the log again.
 */
public final class DirectoryAssignment
    implements ControllerOperation<AssignReplicasToDirsResponse> {

  private final AssignReplicasToDirsRequest request;
  private final BrokerConfig config;

  public DirectoryAssignment(AssignReplicasToDirsRequest request, BrokerConfig config) {
    this.request = request;
    this.config = config;
  }

  @Override
  public AssignReplicasToDirsResponse run(Draft draft) {
    MetadataImage image = draft.image();
    BrokerEpochs.check(image, request.brokerId(), request.brokerEpoch());
    AssignReplicasToDirsResponse response = new AssignReplicasToDirsResponse();
    for (AssignReplicasToDirsRequest.DirectoryData directory : request.directories()) {
      AssignReplicasToDirsResponse.DirectoryData answer =
          new AssignReplicasToDirsResponse.DirectoryData().id(directory.id());
      response.directories().add(answer);
      for (AssignReplicasToDirsRequest.TopicData topic : directory.topics()) {
        AssignReplicasToDirsResponse.TopicData topicAnswer =
            new AssignReplicasToDirsResponse.TopicData().topicId(topic.topicId());
        answer.topics().add(topicAnswer);
        for (AssignReplicasToDirsRequest.PartitionData partition : topic.partitions()) {
          ErrorCode error =
              assign(draft, image, directory.id(), topic.topicId(), partition.partitionIndex());
          topicAnswer
              .partitions()
              .add(
                  new AssignReplicasToDirsResponse.PartitionData()
                      .partitionIndex(partition.partitionIndex())
                      .errorCode(error.id()));
        }
      }
    }
    return response;
  }

  private ErrorCode assign(
      Draft draft, MetadataImage image, UUID directory, UUID topicId, int number) {
    Optional<TopicImage> topic = image.topic(topicId);
    if (topic.isEmpty()) {
      return ErrorCode.UNKNOWN_TOPIC_ID;
    }
    Optional<PartitionImage> partition = draft.partition(topicId, number);
    if (partition.isEmpty()) {
      return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }
    if (!partition.get().replicas().contains(request.brokerId())) {
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }
    ElectionRules rules = ElectionRules.of(image, topic.get().name(), config);
    PartitionChange change =
        new PartitionChange(
            topicId, partition.get(), rules, id -> Elections.mayLead(image, partition.get(), id));
    if (directory.equals(LogDirectories.LOST)) {
      change.lost(request.brokerId()).uncleanlyStopped(Set.of(request.brokerId()));
    } else {
      change.found(request.brokerId());
    }
    change.record().ifPresent(draft::add);
    return ErrorCode.NONE;
  }
}
