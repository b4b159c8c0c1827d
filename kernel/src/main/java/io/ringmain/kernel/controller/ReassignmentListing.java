package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.message.ListPartitionReassignmentsRequest;
import io.ringmain.protocol.message.ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics;
import io.ringmain.protocol.message.ListPartitionReassignmentsResponse;
import io.ringmain.protocol.message.ListPartitionReassignmentsResponse.OngoingPartitionReassignment;
import io.ringmain.protocol.message.ListPartitionReassignmentsResponse.OngoingTopicReassignment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** ListPartitionReassignments: what is being exchanged. Changes nothing. */
public final class ReassignmentListing
    implements ControllerOperation<ListPartitionReassignmentsResponse> {

  private final ListPartitionReassignmentsRequest request;

  public ReassignmentListing(ListPartitionReassignmentsRequest request) {
    this.request = request;
  }

  @Override
  public ListPartitionReassignmentsResponse run(Draft draft) {
    ListPartitionReassignmentsResponse response =
        new ListPartitionReassignmentsResponse().errorMessage(null);
    if (request.topics() == null) {
      draft.image().topics().forEach(topic -> add(response, topic, topic.partitions().stream()));
    } else {
      for (ListPartitionReassignmentsTopics asked : request.topics()) {
        draft
            .image()
            .topic(asked.name())
            .ifPresent(topic -> add(response, topic, asked(topic, asked)));
      }
    }
    return response;
  }

  private static Stream<PartitionImage> asked(
      TopicImage topic, ListPartitionReassignmentsTopics asked) {
    return asked.partitionIndexes().stream()
        .filter(Objects::nonNull)
        .map(topic::partition)
        .flatMap(Optional::stream);
  }

  private static void add(
      ListPartitionReassignmentsResponse response,
      TopicImage topic,
      Stream<PartitionImage> partitions) {
    List<OngoingPartitionReassignment> under =
        partitions
            .filter(PartitionImage::isReassigning)
            .map(ReassignmentListing::described)
            .toList();
    if (!under.isEmpty()) {
      response.topics().add(new OngoingTopicReassignment().name(topic.name()).partitions(under));
    }
  }

  private static OngoingPartitionReassignment described(PartitionImage partition) {
    return new OngoingPartitionReassignment()
        .partitionIndex(partition.partition())
        .replicas(partition.replicas())
        .addingReplicas(partition.addingReplicas())
        .removingReplicas(partition.removingReplicas());
  }
}
