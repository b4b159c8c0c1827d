package io.ringmain.kernel.api;

import io.ringmain.kernel.fetch.OffsetLookup;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ListOffsetsRequest;
import io.ringmain.protocol.message.ListOffsetsResponse;
import io.ringmain.protocol.record.InvalidRecordsException;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.StorageException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** ListOffsets: earliest, latest, by timestamp, and that of the largest timestamp. */
public final class ListOffsetsHandler implements RequestHandler<ListOffsetsRequest> {
  private static final long LATEST = -1;
  private static final long EARLIEST = -2;
  private static final long MAX_TIMESTAMP = -3;
  private static final long EARLIEST_LOCAL = -4;
  private static final long LATEST_TIERED = -5;
  private static final long EARLIEST_PENDING_UPLOAD = -6;
  private static final long UNKNOWN = -1;
  private static final short FIRST_VERSION_WITH_LEADER_EPOCH = 4;
  private static final short FIRST_VERSION_WITH_OFFSET_NOT_AVAILABLE = 5;
  private static final int NO_LEADER_EPOCH = -1;

  private final PartitionLookup partitions;
  private final OffsetLookup offsets;

  public ListOffsetsHandler(PartitionLookup partitions, OffsetLookup offsets) {
    this.partitions = partitions;
    this.offsets = offsets;
  }

  @Override
  public void handle(RequestContext context, ListOffsetsRequest request) {
    ListOffsetsResponse response = new ListOffsetsResponse();
    for (ListOffsetsRequest.ListOffsetsTopic topic : request.topics()) {
      ListOffsetsResponse.ListOffsetsTopicResponse answers =
          new ListOffsetsResponse.ListOffsetsTopicResponse().name(topic.name());
      response.topics().add(answers);
      Set<Integer> repeated =
          Repeats.of(topic.partitions(), ListOffsetsRequest.ListOffsetsPartition::partitionIndex);
      Set<Integer> refused = new HashSet<>();
      for (ListOffsetsRequest.ListOffsetsPartition asked : topic.partitions()) {
        if (!repeated.contains(asked.partitionIndex())) {
          answers.partitions().add(answer(context.apiVersion(), topic, asked, request));
        } else if (refused.add(asked.partitionIndex())) {
          answers.partitions().add(failed(asked, ErrorCode.INVALID_REQUEST));
        }
      }
    }
    if (context.apiVersion() < FIRST_VERSION_WITH_LEADER_EPOCH) {
      response.topics().forEach(t -> t.partitions().forEach(p -> p.leaderEpoch(NO_LEADER_EPOCH)));
    }
    context.respond(response);
  }

  private ListOffsetsResponse.ListOffsetsPartitionResponse answer(
      short version,
      ListOffsetsRequest.ListOffsetsTopic topic,
      ListOffsetsRequest.ListOffsetsPartition asked,
      ListOffsetsRequest request) {
    if (request.isolationLevel() != 0 && request.isolationLevel() != 1) {
      return failed(asked, ErrorCode.UNKNOWN_SERVER_ERROR);
    }
    ErrorCode fault =
        partitions.fault(topic.name(), asked.partitionIndex(), asked.currentLeaderEpoch());
    Partition partition = partitions.find(topic.name(), asked.partitionIndex());
    if (fault != ErrorCode.NONE || partition == null) {
      return failed(asked, fault == ErrorCode.NONE ? ErrorCode.NOT_LEADER_OR_FOLLOWER : fault);
    }
    if (partition.isHighWatermarkBehind()
        && request.replicaId() < 0
        && (asked.timestamp() == LATEST || asked.timestamp() >= 0)) {
      return failed(
          asked,
          version < FIRST_VERSION_WITH_OFFSET_NOT_AVAILABLE
              ? ErrorCode.LEADER_NOT_AVAILABLE
              : ErrorCode.OFFSET_NOT_AVAILABLE);
    }
    if (version < firstVersionOf(asked.timestamp())) {
      return failed(asked, ErrorCode.UNSUPPORTED_VERSION);
    }
    try {
      return found(asked, partition, request);
    } catch (OffsetOutOfRangeException cutAway) {
      return found(asked, Optional.empty()); // Deleted while we looked.
    } catch (InvalidRecordsException unreadable) {
      return failed(asked, ErrorCode.UNSUPPORTED_COMPRESSION_TYPE);
    } catch (StorageException failure) {
      partition.reads().failed(failure);
      return failed(asked, ErrorCode.KAFKA_STORAGE_ERROR);
    }
  }

  /** The first version in which a time below zero has a meaning. */
  private static int firstVersionOf(long timestamp) {
    if (timestamp >= 0 || timestamp == LATEST || timestamp == EARLIEST) {
      return 0;
    }
    if (timestamp == MAX_TIMESTAMP) {
      return 7;
    }
    if (timestamp == EARLIEST_LOCAL) {
      return 8;
    }
    if (timestamp == LATEST_TIERED) {
      return 9;
    }
    return timestamp == EARLIEST_PENDING_UPLOAD ? 11 : Integer.MAX_VALUE;
  }

  private ListOffsetsResponse.ListOffsetsPartitionResponse found(
      ListOffsetsRequest.ListOffsetsPartition asked,
      Partition partition,
      ListOffsetsRequest request) {
    long timestamp = asked.timestamp();
    boolean ofFollower = request.replicaId() >= 0;
    if (timestamp == LATEST && ofFollower) {
      return at(asked, partition, partition.logEndOffset());
    }
    if (timestamp == LATEST) {
      boolean readCommitted = request.isolationLevel() == 1;
      return at(
          asked,
          partition,
          readCommitted ? partition.lastStableOffset() : partition.highWatermark());
    }
    if (timestamp == EARLIEST || timestamp == EARLIEST_LOCAL) {
      return at(asked, partition, partition.logStartOffset());
    }
    if (timestamp == MAX_TIMESTAMP) {
      return found(asked, offsets.largestTimestamp(partition));
    }
    // What remains below zero asks for tiered storage, which there is none of.
    return found(asked, timestamp < 0 ? Optional.empty() : offsets.atOrAfter(partition, timestamp));
  }

  private static ListOffsetsResponse.ListOffsetsPartitionResponse at(
      ListOffsetsRequest.ListOffsetsPartition asked, Partition partition, long offset) {
    return new ListOffsetsResponse.ListOffsetsPartitionResponse()
        .partitionIndex(asked.partitionIndex())
        .timestamp(UNKNOWN)
        .offset(offset)
        .leaderEpoch(OffsetLookup.leaderEpochAt(partition, offset));
  }

  private static ListOffsetsResponse.ListOffsetsPartitionResponse found(
      ListOffsetsRequest.ListOffsetsPartition asked, Optional<OffsetLookup.Found> found) {
    ListOffsetsResponse.ListOffsetsPartitionResponse answer = failed(asked, ErrorCode.NONE);
    found.ifPresent(record ->
        answer
            .offset(record.offset())
            .timestamp(record.timestamp())
            .leaderEpoch(record.leaderEpoch()));
    return answer;
  }

  private static ListOffsetsResponse.ListOffsetsPartitionResponse failed(
      ListOffsetsRequest.ListOffsetsPartition asked, ErrorCode error) {
    return new ListOffsetsResponse.ListOffsetsPartitionResponse()
        .partitionIndex(asked.partitionIndex())
        .errorCode(error.id())
        .timestamp(UNKNOWN)
        .offset(UNKNOWN);
  }
}
