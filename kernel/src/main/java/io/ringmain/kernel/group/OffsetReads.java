package io.ringmain.kernel.group;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads committed offsets. On the coordinator's ring thread.
 *
 * <p>What was read is answered only when everything written before is committed, so nobody starts
 * from an offset that could still be lost. Without transactions this is all that {@code
 * requireStable} asks for.
 */
final class OffsetReads {

  /** Nothing was committed for a partition. */
  static final long NO_OFFSET = -1;

  private static final int NO_LEADER_EPOCH = -1;

  private final GroupContext context;

  OffsetReads(GroupContext context) {
    this.context = context;
  }

  /** The offsets of the partitions asked for, or of all partitions when the topics are null. */
  void fetch(OffsetFetchRequestGroup request, Consumer<OffsetFetchResponseGroup> answer) {
    OffsetFetchResponseGroup response =
        new OffsetFetchResponseGroup()
            .groupId(request.groupId())
            .topics(request.topics() == null ? all(request.groupId()) : named(request));
    context
        .runtime()
        .write(
            List.of(),
            error ->
                answer.accept(
                    error == ErrorCode.NONE ? response : error(request.groupId(), error)));
  }

  private List<OffsetFetchResponseTopics> named(OffsetFetchRequestGroup request) {
    List<OffsetFetchResponseTopics> topics = new ArrayList<>(request.topics().size());
    for (OffsetFetchRequestTopics topic : request.topics()) {
      OffsetFetchResponseTopics result =
          new OffsetFetchResponseTopics().name(topic.name()).topicId(topic.topicId());
      for (int partition : topic.partitionIndexes()) {
        result
            .partitions()
            .add(
                partition(
                    partition,
                    context.ledger().offsets().get(request.groupId(), topic.name(), partition)));
      }
      topics.add(result);
    }
    return topics;
  }

  private List<OffsetFetchResponseTopics> all(String groupId) {
    List<OffsetFetchResponseTopics> topics = new ArrayList<>();
    context
        .ledger()
        .offsets()
        .of(groupId)
        .forEach((name, offsets) -> {
          OffsetFetchResponseTopics result = new OffsetFetchResponseTopics().name(name);
          offsets.forEach((partition, offset) ->
              result.partitions().add(partition(partition, Optional.of(offset))));
          topics.add(result);
        });
    return topics;
  }

  private static OffsetFetchResponsePartitions partition(
      int partition, Optional<CommittedOffset> offset) {
    return new OffsetFetchResponsePartitions()
        .partitionIndex(partition)
        .committedOffset(offset.map(CommittedOffset::offset).orElse(NO_OFFSET))
        .committedLeaderEpoch(offset.map(CommittedOffset::leaderEpoch).orElse(NO_LEADER_EPOCH))
        .metadata(offset.map(CommittedOffset::metadata).orElse(""));
  }

  /** Clients take NOT_COORDINATOR for a reason to look elsewhere, and the other for fatal. */
  private static OffsetFetchResponseGroup error(String groupId, ErrorCode error) {
    ErrorCode told =
        error == ErrorCode.COORDINATOR_NOT_AVAILABLE ? ErrorCode.NOT_COORDINATOR : error;
    return new OffsetFetchResponseGroup().groupId(groupId).errorCode(told.id());
  }
}
