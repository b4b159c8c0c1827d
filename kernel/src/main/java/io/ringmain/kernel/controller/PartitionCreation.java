package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.CreatePartitionsRequest.CreatePartitionsAssignment;
import io.ringmain.protocol.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.ringmain.protocol.message.CreatePartitionsResponse.CreatePartitionsTopicResult;
import java.util.ArrayList;
import java.util.List;

/** Adds partitions to one topic, or says whether they could be added. */
public final class PartitionCreation implements ControllerOperation<CreatePartitionsTopicResult> {

  private final CreatePartitionsTopic request;
  private final boolean validateOnly;

  public PartitionCreation(CreatePartitionsTopic request, boolean validateOnly) {
    this.request = request;
    this.validateOnly = validateOnly;
  }

  @Override
  public CreatePartitionsTopicResult run(Draft draft) {
    MetadataImage image = draft.image();
    TopicImage topic =
        image
            .topic(request.name())
            .orElseThrow(() ->
                new ControllerException(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "There is no topic '" + request.name() + "'."));
    int present = topic.partitions().size();
    int added = checkedCount(present);
    List<List<Integer>> replicas =
        request.assignments() == null ? placed(draft, topic, added) : assigned(image, topic, added);
    if (!validateOnly) {
      for (int i = 0; i < added; i++) {
        draft.add(PartitionDrafts.record(image, topic.id(), present + i, replicas.get(i)));
      }
    }
    return new CreatePartitionsTopicResult().name(request.name());
  }

  private int checkedCount(int present) {
    if (request.count() == present) {
      throw new ControllerException(
          ErrorCode.INVALID_PARTITIONS, "Topic already has " + present + " partition(s).");
    }
    if (request.count() < present) {
      throw new ControllerException(
          ErrorCode.INVALID_PARTITIONS,
          "The topic "
              + request.name()
              + " has "
              + present
              + " partition(s); "
              + request.count()
              + " would not be an increase.");
    }
    PartitionDrafts.checkCount(request.count() - present);
    return request.count() - present;
  }

  private static int replicationFactor(TopicImage topic) {
    return topic.partitions().getFirst().replicas().size();
  }

  private static List<List<Integer>> placed(Draft draft, TopicImage topic, int added) {
    ReplicaPlacement placement = new ReplicaPlacement(draft.image(), draft.random());
    List<List<Integer>> replicas = new ArrayList<>(added);
    for (int i = 0; i < added; i++) {
      replicas.add(placement.replicas(replicationFactor(topic)));
    }
    return replicas;
  }

  private List<List<Integer>> assigned(MetadataImage image, TopicImage topic, int added) {
    if (request.assignments().size() != added) {
      throw new ControllerException(
          ErrorCode.INVALID_REPLICA_ASSIGNMENT,
          added
              + " partition(s) are to be added, but replicas are assigned to "
              + request.assignments().size()
              + ".");
    }
    List<List<Integer>> replicas = new ArrayList<>(added);
    for (CreatePartitionsAssignment assignment : request.assignments()) {
      int partition = topic.partitions().size() + replicas.size();
      PartitionDrafts.checkAssigned(
          image, partition, assignment.brokerIds(), replicationFactor(topic));
      replicas.add(assignment.brokerIds());
    }
    return replicas;
  }
}
