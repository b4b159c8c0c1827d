package io.ringmain.kernel.api;

import io.ringmain.kernel.group.GroupCoordinators;
import io.ringmain.kernel.group.GroupDirectory;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.OffsetDeleteRequest;
import io.ringmain.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.ringmain.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ringmain.protocol.message.OffsetDeleteResponse;
import io.ringmain.protocol.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import io.ringmain.protocol.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;
import java.util.ArrayList;
import java.util.List;

/**
 * OffsetDelete: a group forgets how far it had consumed. Called on transport threads, answers from
 * the ring of the group.
 */
public final class OffsetDeleteHandler implements RequestHandler<OffsetDeleteRequest> {

  private final GroupCoordinators coordinators;
  private final GroupDirectory directory;

  public OffsetDeleteHandler(GroupCoordinators coordinators, GroupDirectory directory) {
    this.coordinators = coordinators;
    this.directory = directory;
  }

  @Override
  public void handle(RequestContext context, OffsetDeleteRequest request) {
    OffsetDeleteResponse refused = new OffsetDeleteResponse();
    List<OffsetDeleteRequestTopic> known = new ArrayList<>(request.topics().size());
    for (OffsetDeleteRequestTopic topic : request.topics()) {
      separate(topic, known, refused);
    }
    request.topics(known);
    if (request.groupId().isEmpty()) {
      refuse(context, ErrorCode.INVALID_GROUP_ID);
      return;
    }
    coordinators.submit(
        request.groupId(),
        coordinator ->
            coordinator.deleteOffsets(
                request, response -> context.respond(merge(response, refused))),
        failure -> refuse(context, failure));
  }

  private void separate(
      OffsetDeleteRequestTopic topic,
      List<OffsetDeleteRequestTopic> known,
      OffsetDeleteResponse refused) {
    List<OffsetDeleteRequestPartition> existing = new ArrayList<>(topic.partitions().size());
    OffsetDeleteResponseTopic missing = new OffsetDeleteResponseTopic().name(topic.name());
    for (OffsetDeleteRequestPartition partition : topic.partitions()) {
      if (directory.hasPartition(topic.name(), partition.partitionIndex())) {
        existing.add(partition);
      } else {
        missing
            .partitions()
            .add(
                new OffsetDeleteResponsePartition()
                    .partitionIndex(partition.partitionIndex())
                    .errorCode(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id()));
      }
    }
    if (!existing.isEmpty()) {
      known.add(topic.partitions(existing));
    }
    if (!missing.partitions().isEmpty()) {
      refused.topics().add(missing);
    }
  }

  /** An error of the group stands alone; otherwise each topic is answered once. */
  private static OffsetDeleteResponse merge(
      OffsetDeleteResponse response, OffsetDeleteResponse refused) {
    if (response.errorCode() != ErrorCode.NONE.id()) {
      return response;
    }
    for (OffsetDeleteResponseTopic missing : refused.topics()) {
      OffsetDeleteResponseTopic same =
          response.topics().stream()
              .filter(topic -> topic.name().equals(missing.name()))
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

  private static void refuse(RequestContext context, ErrorCode error) {
    context.respond(new OffsetDeleteResponse().errorCode(error.id()));
  }
}
