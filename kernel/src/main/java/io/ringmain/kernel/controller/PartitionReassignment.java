package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metadata.PartitionImage;
import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import io.ringmain.protocol.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import io.ringmain.protocol.message.AlterPartitionReassignmentsResponse;
import io.ringmain.protocol.message.AlterPartitionReassignmentsResponse.ReassignablePartitionResponse;
import io.ringmain.protocol.message.AlterPartitionReassignmentsResponse.ReassignableTopicResponse;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * AlterPartitionReassignments: begins to exchange replicas, or calls an exchange off. Each
 * partition on its own.
 *
 * <pre>
 *   [1 2]  to [3 4]     replicas [3 4 1 2]  adding [3 4]  removing [1 2]
 *   3 and 4 in sync     replicas [3 4]      the AlterPartition that says so ends it
 *   called off          replicas [1 2]
 * </pre>
 */
public final class PartitionReassignment
    implements ControllerOperation<AlterPartitionReassignmentsResponse> {

  private final AlterPartitionReassignmentsRequest request;
  private final BrokerConfig config;

  public PartitionReassignment(AlterPartitionReassignmentsRequest request, BrokerConfig config) {
    this.request = request;
    this.config = config;
  }

  @Override
  public AlterPartitionReassignmentsResponse run(Draft draft) {
    MetadataImage image = draft.image();
    AlterPartitionReassignmentsResponse response =
        new AlterPartitionReassignmentsResponse()
            .allowReplicationFactorChange(request.allowReplicationFactorChange())
            .errorMessage(null);
    for (ReassignableTopic topic : request.topics()) {
      ReassignableTopicResponse answer = new ReassignableTopicResponse().name(topic.name());
      response.responses().add(answer);
      Set<Integer> seen = new HashSet<>();
      for (ReassignablePartition asked : topic.partitions()) {
        answer.partitions().add(reassign(draft, image, topic.name(), asked, seen));
      }
    }
    return response;
  }

  private ReassignablePartitionResponse reassign(
      Draft draft,
      MetadataImage image,
      String topic,
      ReassignablePartition asked,
      Set<Integer> seen) {
    ReassignablePartitionResponse answer =
        new ReassignablePartitionResponse()
            .partitionIndex(asked.partitionIndex())
            .errorMessage(null);
    try {
      if (!seen.add(asked.partitionIndex())) {
        throw new ControllerException(
            ErrorCode.INVALID_REQUEST, "The partition is named more than once.");
      }
      record(image, topic, asked).ifPresent(draft::add);
    } catch (ControllerException refused) {
      answer.errorCode(refused.error().id()).errorMessage(refused.getMessage());
    }
    return answer;
  }

  private Optional<PartitionChangeRecord> record(
      MetadataImage image, String name, ReassignablePartition asked) {
    TopicImage topic = image.topic(name).orElseThrow(() -> unknown("topic '" + name + "'"));
    PartitionImage partition =
        topic
            .partition(asked.partitionIndex())
            .orElseThrow(() -> unknown("partition " + name + "-" + asked.partitionIndex()));
    ElectionRules rules = ElectionRules.of(image, name, config);
    PartitionChange change =
        new PartitionChange(
            topic.id(), partition, rules, id -> Elections.mayLead(image, partition, id));
    if (asked.replicas() == null) {
      callOff(change, topic, partition, rules);
    } else {
      begin(image, change, partition, asked.replicas());
    }
    return change.record();
  }

  private static ControllerException unknown(String what) {
    return new ControllerException(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no " + what + ".");
  }

  /**
   * What was being added goes, what was being removed stays. Where none of those that stay is in
   * sync, also while nobody leads, what is committed would be lost.
   */
  private static void callOff(
      PartitionChange change, TopicImage topic, PartitionImage partition, ElectionRules rules) {
    if (!partition.isReassigning()) {
      throw new ControllerException(
          ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, ErrorCode.NO_REASSIGNMENT_IN_PROGRESS.message());
    }
    List<Integer> replicas = without(partition.replicas(), partition.addingReplicas());
    List<Integer> isr = without(partition.isr(), partition.addingReplicas());
    if (isr.isEmpty()) {
      if (!rules.unclean()) {
        throw new ControllerException(
            ErrorCode.INVALID_REPLICA_ASSIGNMENT,
            "The reassignment of "
                + topic.name()
                + "-"
                + partition.partition()
                + " cannot be called off without an unclean election: only replicas that it adds"
                + " are in sync.");
      }
      isr = List.of(replicas.getFirst());
    }
    change.replicas(replicas, List.of(), List.of()).isr(isr);
  }

  private static List<Integer> without(List<Integer> ids, List<Integer> others) {
    return ids.stream().filter(id -> !others.contains(id)).toList();
  }

  private void begin(
      MetadataImage image, PartitionChange change, PartitionImage partition, List<Integer> target) {
    check(image, partition, target);
    List<Integer> original = without(partition.replicas(), partition.addingReplicas());
    Set<Integer> all = new LinkedHashSet<>(target);
    all.addAll(partition.replicas());
    change.replicas(
        new ArrayList<>(all), without(target, original), without(partition.replicas(), target));
  }

  private void check(MetadataImage image, PartitionImage partition, List<Integer> target) {
    if (target.isEmpty()) {
      throw invalid("The replicas given are none.");
    }
    if (new HashSet<>(target).size() < target.size()) {
      throw invalid("The replicas given, " + target + ", name a broker twice.");
    }
    for (int replica : target) {
      if (image.broker(replica).isEmpty()) {
        throw invalid(
            "The replicas given, "
                + target
                + ", name broker "
                + replica
                + ", which is not registered.");
      }
    }
    int present = without(partition.replicas(), partition.removingReplicas()).size();
    if (!request.allowReplicationFactorChange() && present != target.size()) {
      throw new ControllerException(
          ErrorCode.INVALID_REPLICATION_FACTOR,
          "The replication factor would change from " + present + " to " + target.size() + ".");
    }
  }

  private static ControllerException invalid(String message) {
    return new ControllerException(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
  }
}
