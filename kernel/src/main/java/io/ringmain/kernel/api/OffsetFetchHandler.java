package io.ringmain.kernel.api;

import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.kernel.group.GroupDirectory;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.KafkaUuid;
import io.ringmain.protocol.message.OffsetFetchRequest;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ringmain.protocol.message.OffsetFetchResponse;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartition;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseTopic;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * OffsetFetch: where a group goes on. Called on transport threads, answers from the rings of the
 * groups asked for.
 *
 * <pre>
 *   versions 1–7   one group, topics by name            ┐ brought into the form of version 8
 *   versions 8–9   several groups, topics by name       ┘ and back, so the coordinator knows one form
 *   version 10     several groups, topics by id           ids become names and stay beside them
 * </pre>
 */
public final class OffsetFetchHandler implements RequestHandler<OffsetFetchRequest> {

  private static final short GROUP_ERROR_VERSION = 2;
  private static final short BATCHED_VERSION = 8;
  private static final short TOPIC_ID_VERSION = 10;

  private static final long NO_OFFSET = -1;

  private final GroupCoordinators coordinators;
  private final GroupDirectory directory;

  public OffsetFetchHandler(GroupCoordinators coordinators, GroupDirectory directory) {
    this.coordinators = coordinators;
    this.directory = directory;
  }

  @Override
  public void handle(RequestContext context, OffsetFetchRequest request) {
    boolean batched = context.apiVersion() >= BATCHED_VERSION;
    List<OffsetFetchRequestGroup> groups =
        batched ? request.groups() : List.of(batchedForm(request));
    Gather<OffsetFetchResponseGroup> gather =
        new Gather<>(
            groups.size(),
            responses ->
                context.respond(
                    batched
                        ? new OffsetFetchResponse().groups(responses)
                        : singleForm(context.apiVersion(), request, responses.getFirst())));
    for (int i = 0; i < groups.size(); i++) {
      int index = i;
      fetch(context.apiVersion(), groups.get(i), response -> gather.put(index, response));
    }
  }

  private void fetch(
      short version, OffsetFetchRequestGroup group, Consumer<OffsetFetchResponseGroup> answer) {
    List<OffsetFetchResponseTopics> unknown = new ArrayList<>();
    if (version >= TOPIC_ID_VERSION && group.topics() != null) {
      group.topics(named(group.topics(), unknown));
    }
    coordinators.submit(
        group.groupId(),
        coordinator ->
            coordinator.fetchOffsets(
                group,
                response -> {
                  response.topics().addAll(unknown);
                  if (version >= TOPIC_ID_VERSION) {
                    response.topics().removeIf(topic -> !identify(topic));
                  }
                  answer.accept(response);
                }),
        failure ->
            answer.accept(
                new OffsetFetchResponseGroup().groupId(group.groupId()).errorCode(failure.id())));
  }

  // ---- topic ids

  /** Gives topics their names; those that no topic has the id of get their answer at once. */
  private List<OffsetFetchRequestTopics> named(
      List<OffsetFetchRequestTopics> topics, List<OffsetFetchResponseTopics> unknown) {
    List<OffsetFetchRequestTopics> known = new ArrayList<>(topics.size());
    for (OffsetFetchRequestTopics topic : topics) {
      Optional<String> name = directory.topicName(topic.topicId());
      if (name.isPresent()) {
        known.add(topic.name(name.get()));
      } else {
        unknown.add(unknownTopic(topic));
      }
    }
    return known;
  }

  private static OffsetFetchResponseTopics unknownTopic(OffsetFetchRequestTopics topic) {
    OffsetFetchResponseTopics result = new OffsetFetchResponseTopics().topicId(topic.topicId());
    for (int partition : topic.partitionIndexes()) {
      result
          .partitions()
          .add(
              new OffsetFetchResponsePartitions()
                  .partitionIndex(partition)
                  .committedOffset(NO_OFFSET)
                  .metadata("")
                  .errorCode(ErrorCode.UNKNOWN_TOPIC_ID.id()));
    }
    return result;
  }

  /** Sees to it that a topic has its id, without which it cannot be answered. */
  private boolean identify(OffsetFetchResponseTopics topic) {
    if (topic.topicId().equals(KafkaUuid.ZERO)) {
      Optional<UUID> id = directory.topicId(topic.name());
      id.ifPresent(topic::topicId);
      return id.isPresent();
    }
    return true;
  }

  // ---- versions before 8

  private static OffsetFetchRequestGroup batchedForm(OffsetFetchRequest request) {
    OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().groupId(request.groupId());
    if (request.topics() == null) {
      return group.topics(null);
    }
    for (OffsetFetchRequestTopic topic : request.topics()) {
      group
          .topics()
          .add(
              new OffsetFetchRequestTopics()
                  .name(topic.name())
                  .partitionIndexes(topic.partitionIndexes()));
    }
    return group;
  }

  private static OffsetFetchResponse singleForm(
      short version, OffsetFetchRequest request, OffsetFetchResponseGroup group) {
    OffsetFetchResponse response = new OffsetFetchResponse();
    if (group.errorCode() != ErrorCode.NONE.id()) {
      return version < GROUP_ERROR_VERSION
          ? response.topics(failed(request, group.errorCode()))
          : response.errorCode(group.errorCode());
    }
    for (OffsetFetchResponseTopics topic : group.topics()) {
      OffsetFetchResponseTopic result = new OffsetFetchResponseTopic().name(topic.name());
      for (OffsetFetchResponsePartitions partition : topic.partitions()) {
        result
            .partitions()
            .add(
                new OffsetFetchResponsePartition()
                    .partitionIndex(partition.partitionIndex())
                    .committedOffset(partition.committedOffset())
                    .committedLeaderEpoch(partition.committedLeaderEpoch())
                    .metadata(partition.metadata())
                    .errorCode(partition.errorCode()));
      }
      response.topics().add(result);
    }
    return response;
  }

  /** Before version 2 an error stands with each partition. */
  private static List<OffsetFetchResponseTopic> failed(OffsetFetchRequest request, short error) {
    List<OffsetFetchResponseTopic> topics = new ArrayList<>(request.topics().size());
    for (OffsetFetchRequestTopic topic : request.topics()) {
      OffsetFetchResponseTopic result = new OffsetFetchResponseTopic().name(topic.name());
      for (int partition : topic.partitionIndexes()) {
        result
            .partitions()
            .add(
                new OffsetFetchResponsePartition()
                    .partitionIndex(partition)
                    .committedOffset(NO_OFFSET)
                    .metadata("")
                    .errorCode(error));
      }
      topics.add(result);
    }
    return topics;
  }
}
