package io.ringmain.kernel.group;

import io.ringmain.kernel.coordinator.CoordinatorRecord;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ringmain.protocol.message.OffsetCommitResponse;
import io.ringmain.protocol.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.ringmain.protocol.message.OffsetCommitResponse.OffsetCommitResponseTopic;
import io.ringmain.protocol.message.OffsetDeleteRequest;
import io.ringmain.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ringmain.protocol.message.OffsetDeleteResponse;
import io.ringmain.protocol.message.OffsetDeleteResponse.OffsetDeleteResponsePartition;
import io.ringmain.protocol.message.OffsetDeleteResponse.OffsetDeleteResponseTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Takes and deletes committed offsets. On the coordinator's ring thread.
 *
 * <p>Who may commit: a member of the current generation; and while the group is empty, anybody
 * without a generation, which is how consumers commit that assign partitions to themselves
 * (Invariant 26). Commits of transactions will differ in {@link #check} and in that their offsets
 * stay pending until the marker.
 */
final class GroupOffsets {

  /** From this version on a client can be told that the group does not exist. */
  private static final short GROUP_ID_NOT_FOUND_VERSION = 9;

  /** An absent retention: the group's applies. */
  private static final long DEFAULT_RETENTION = -1;

  private final GroupContext context;

  GroupOffsets(GroupContext context) {
    this.context = context;
  }

  // ---- commit

  /**
   * Stores offsets of topics that exist, as the caller has checked. Partitions are refused one by
   * one for their metadata, all together for the group.
   */
  void commit(OffsetCommitRequest request, short version, Consumer<OffsetCommitResponse> answer) {
    ErrorCode error = check(request, version);
    if (error != ErrorCode.NONE) {
      answer.accept(Responses.commitError(request, error));
      return;
    }
    context
        .group(request.groupId())
        .filter(group -> group.has(request.memberId()))
        .filter(
            group -> group.isIn(GroupState.STABLE) || group.isIn(GroupState.PREPARING_REBALANCE))
        .map(group -> group.member(request.memberId()))
        .ifPresent(member -> member.session().extend(member.sessionTimeoutMs()));

    List<CoordinatorRecord> records = new ArrayList<>();
    OffsetCommitResponse response = commitRecords(request, records);
    if (records.isEmpty()) {
      answer.accept(response);
      return;
    }
    context
        .runtime()
        .write(
            records,
            failure ->
                answer.accept(
                    failure == ErrorCode.NONE
                        ? response
                        : Responses.commitError(request, failure)));
  }

  private ErrorCode check(OffsetCommitRequest request, short version) {
    int generation = request.generationIdOrMemberEpoch();
    Optional<ClassicGroup> found = context.group(request.groupId());
    if (found.isEmpty()) {
      if (generation < 0) {
        return ErrorCode.NONE;
      }
      return version >= GROUP_ID_NOT_FOUND_VERSION
          ? ErrorCode.GROUP_ID_NOT_FOUND
          : ErrorCode.ILLEGAL_GENERATION;
    }
    ClassicGroup group = found.get();
    if (generation < 0 && group.isIn(GroupState.EMPTY)) {
      return ErrorCode.NONE;
    }
    Optional<String> instanceId = Optional.ofNullable(request.groupInstanceId());
    if (generation >= 0 || !request.memberId().isEmpty() || instanceId.isPresent()) {
      ErrorCode error = group.check(request.memberId(), instanceId);
      if (error != ErrorCode.NONE) {
        return error;
      }
      if (generation != group.generation()) {
        return ErrorCode.ILLEGAL_GENERATION;
      }
    } else {
      return ErrorCode.UNKNOWN_MEMBER_ID;
    }
    // Whoever commits now has not yet learnt whether the partition is still its own.
    return group.isIn(GroupState.COMPLETING_REBALANCE)
        ? ErrorCode.REBALANCE_IN_PROGRESS
        : ErrorCode.NONE;
  }

  private OffsetCommitResponse commitRecords(
      OffsetCommitRequest request, List<CoordinatorRecord> records) {
    long nowMs = context.nowMs();
    long expireMs =
        request.retentionTimeMs() == DEFAULT_RETENTION
            ? CommittedOffset.NO_EXPIRY
            : nowMs + request.retentionTimeMs();
    OffsetCommitResponse response = new OffsetCommitResponse();
    for (OffsetCommitRequestTopic topic : request.topics()) {
      OffsetCommitResponseTopic result =
          new OffsetCommitResponseTopic().name(topic.name()).topicId(topic.topicId());
      response.topics().add(result);
      for (OffsetCommitRequestPartition partition : topic.partitions()) {
        String metadata =
            partition.committedMetadata() == null ? "" : partition.committedMetadata();
        boolean tooLong = metadata.length() > context.config().offsetMetadataMaxBytes();
        if (!tooLong) {
          records.add(
              GroupRecords.offset(
                  request.groupId(),
                  topic.name(),
                  partition.partitionIndex(),
                  offset(partition, metadata, nowMs, expireMs, topic.topicId())));
        }
        ErrorCode error = tooLong ? ErrorCode.OFFSET_METADATA_TOO_LARGE : ErrorCode.NONE;
        result
            .partitions()
            .add(
                new OffsetCommitResponsePartition()
                    .partitionIndex(partition.partitionIndex())
                    .errorCode(error.id()));
      }
    }
    return response;
  }

  private static CommittedOffset offset(
      OffsetCommitRequestPartition partition,
      String metadata,
      long nowMs,
      long expireMs,
      UUID topicId) {
    return new CommittedOffset(
        partition.committedOffset(),
        partition.committedLeaderEpoch(),
        metadata,
        nowMs,
        expireMs,
        topicId);
  }

  // ---- delete

  /** Deletes offsets of topics that exist and that no member subscribes to. */
  void delete(OffsetDeleteRequest request, Consumer<OffsetDeleteResponse> answer) {
    Optional<ClassicGroup> found = context.group(request.groupId());
    if (found.isEmpty()) {
      answer.accept(deleteError(ErrorCode.GROUP_ID_NOT_FOUND));
      return;
    }
    ClassicGroup group = found.get();
    if (!group.isIn(GroupState.EMPTY) && !group.isOfConsumers()) {
      answer.accept(deleteError(ErrorCode.NON_EMPTY_GROUP));
      return;
    }
    List<CoordinatorRecord> records = new ArrayList<>();
    OffsetDeleteResponse response = new OffsetDeleteResponse();
    for (OffsetDeleteRequestTopic topic : request.topics()) {
      response.topics().add(deleteTopic(group, topic, records));
    }
    context
        .runtime()
        .write(
            records,
            error -> answer.accept(error == ErrorCode.NONE ? response : deleteError(error)));
  }

  private OffsetDeleteResponseTopic deleteTopic(
      ClassicGroup group, OffsetDeleteRequestTopic topic, List<CoordinatorRecord> records) {
    boolean subscribed = group.subscribesTo(topic.name());
    ErrorCode error = subscribed ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC : ErrorCode.NONE;
    OffsetDeleteResponseTopic result = new OffsetDeleteResponseTopic().name(topic.name());
    for (OffsetDeleteRequest.OffsetDeleteRequestPartition partition : topic.partitions()) {
      int number = partition.partitionIndex();
      result
          .partitions()
          .add(new OffsetDeleteResponsePartition().partitionIndex(number).errorCode(error.id()));
      if (!subscribed
          && context.ledger().offsets().get(group.id(), topic.name(), number).isPresent()) {
        records.add(GroupRecords.offsetTombstone(group.id(), topic.name(), number));
      }
    }
    return result;
  }

  static OffsetDeleteResponse deleteError(ErrorCode error) {
    return new OffsetDeleteResponse().errorCode(error.id());
  }
}
