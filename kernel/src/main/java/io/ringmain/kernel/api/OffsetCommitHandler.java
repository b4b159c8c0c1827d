package io.ringmain.kernel.api;

import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.kernel.group.GroupDirectory;
import io.ringmain.kernel.group.Responses;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ringmain.protocol.message.OffsetCommitResponse;
import io.ringmain.protocol.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.ringmain.protocol.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import java.util.ArrayList;
import java.util.List;

/**
 * OffsetCommit: a group keeps how far it has consumed. Called on transport threads, answers from
 * the ring of the group when the offsets are committed.
 *
 * <p>Partitions that do not exist are refused here, and only the others go to the coordinator.
 */
public final class OffsetCommitHandler implements RequestHandler<OffsetCommitRequest> {

  /** From this version on topics come by id. */
  private static final short TOPIC_ID_VERSION = 10;

  private final GroupCoordinators coordinators;
  private final GroupDirectory directory;

  public OffsetCommitHandler(GroupCoordinators coordinators, GroupDirectory directory) {
    this.coordinators = coordinators;
    this.directory = directory;
  }

  @Override
  public void handle(RequestContext context, OffsetCommitRequest request) {
    boolean byId = context.apiVersion() >= TOPIC_ID_VERSION;
    List<OffsetCommitRequestTopic> known = new ArrayList<>(request.topics().size());
    OffsetCommitResponse refused = new OffsetCommitResponse();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      if (byId) {
        topic.name(directory.topicName(topic.topicId()).orElse(""));
      }
      separate(topic, known, refused);
    }
    if (known.isEmpty()) {
      context.respond(refused);
      return;
    }
    request.topics(known);
    coordinators.submit(
        request.groupId(),
        coordinator ->
            coordinator.commitOffsets(
                request,
                context.apiVersion(),
                response -> context.respond(merge(response, refused))),
        failure -> context.respond(merge(Responses.commitError(request, failure), refused)));
  }

  /** Puts the partitions that exist with the known ones, an error for the others. */
  private void separate(
      OffsetCommitRequestTopic topic,
      List<OffsetCommitRequestTopic> known,
      OffsetCommitResponse refused) {
    ErrorCode error =
        topic.name().isEmpty() ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    List<OffsetCommitRequestPartition> existing = new ArrayList<>(topic.partitions().size());
    OffsetCommitResponseTopic missing =
        new OffsetCommitResponseTopic().name(topic.name()).topicId(topic.topicId());
    for (OffsetCommitRequestPartition partition : topic.partitions()) {
      if (directory.hasPartition(topic.name(), partition.partitionIndex())) {
        existing.add(partition);
      } else {
        missing
            .partitions()
            .add(
                new OffsetCommitResponsePartition()
                    .partitionIndex(partition.partitionIndex())
                    .errorCode(error.id()));
      }
    }
    if (!existing.isEmpty()) {
      known.add(topic.partitions(existing));
    }
    if (!missing.partitions().isEmpty()) {
      refused.topics().add(missing);
    }
  }

  /** One entry for each topic, since clients may keep the last entry of a topic only. */
  private static OffsetCommitResponse merge(
      OffsetCommitResponse response, OffsetCommitResponse refused) {
    for (OffsetCommitResponseTopic missing : refused.topics()) {
      OffsetCommitResponseTopic same =
          response.topics().stream()
              .filter(topic ->
                  topic.name().equals(missing.name()) && topic.topicId().equals(missing.topicId()))
              .findFirst()
              .orElse(null);
      if (same == null) {
        response.topics().add(missing);
      } else {
        same.partitions().addAll(missing.partitions());
      }
    }
    return response;
  }
}
