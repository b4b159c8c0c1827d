package io.ringmain.kernel.fetch;

import io.ringmain.kernel.partition.Partition;
import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.Records;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads from one partition for one fetch. Any thread; keeps nothing. */
public final class PartitionReads {
  static final Records NO_RECORDS = new BufferRecords(ByteBuffer.allocate(0));
  private static final long UNKNOWN_OFFSET = -1;
  private static final int NO_LEADER_EPOCH = -1;

  private PartitionReads() {}

  /** An answer that tells of an error and nothing else. */
  public static FetchResponse.PartitionData failed(int partition, ErrorCode error) {
    return new FetchResponse.PartitionData()
        .partitionIndex(partition)
        .errorCode(error.id())
        .highWatermark(UNKNOWN_OFFSET)
        .lastStableOffset(UNKNOWN_OFFSET)
        .logStartOffset(UNKNOWN_OFFSET)
        .abortedTransactions(null)
        .records(NO_RECORDS);
  }

  /**
   * What can be read now, as the response says it. Records in it hold a slice open.
   *
   * @param by who asks
   * @param maxBytes 0 or more
   * @param atLeastOneBatch whether the first batch is returned even when larger than that
   */
  static FetchResponse.PartitionData read(
      Partition partition,
      FetchPartition asked,
      Fetcher by,
      int maxBytes,
      boolean atLeastOneBatch) {
    int number = asked.key().partition();
    ErrorCode fence =
        leaderEpochFault(
            by.leaderEpochOf(partition), Math.max(NO_LEADER_EPOCH, asked.currentLeaderEpoch()));
    if (fence != ErrorCode.NONE) {
      return failed(number, fence);
    }
    if (by.isFollower() && !partition.followers().has(by.brokerId())) {
      return failed(number, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }
    long highWatermark = partition.highWatermark();
    FetchResponse.PartitionData answer =
        new FetchResponse.PartitionData()
            .partitionIndex(number)
            .highWatermark(highWatermark)
            .lastStableOffset(partition.lastStableOffset())
            .logStartOffset(partition.logStartOffset())
            .abortedTransactions(null)
            .records(NO_RECORDS);
    if (asked.lastFetchedEpoch() != NO_LEADER_EPOCH) {
      Optional<LeaderEpochEnd> end = partition.reads().endOfLeaderEpoch(asked.lastFetchedEpoch());
      if (end.isEmpty()) {
        return failed(number, ErrorCode.OFFSET_OUT_OF_RANGE); // From a log that is not this one.
      }
      if (diverges(end.get(), asked, answer)) {
        return answer;
      }
    }
    long offset = asked.fetchOffset();
    if (offset < partition.logStartOffset() || offset > partition.logEndOffset()) {
      return failed(number, ErrorCode.OFFSET_OUT_OF_RANGE);
    }
    long end = by.isFollower() ? partition.logEndOffset() : highWatermark;
    if (offset >= end || (maxBytes == 0 && !atLeastOneBatch)) {
      return answer;
    }
    try {
      return answer.records(
          records(
              by.isFollower()
                  ? partition.reads().readAsFollower(offset, maxBytes, atLeastOneBatch)
                  : partition.reads().read(offset, maxBytes, atLeastOneBatch)));
    } catch (OffsetOutOfRangeException outOfRange) {
      return failed(number, ErrorCode.OFFSET_OUT_OF_RANGE); // It was cut away a moment ago.
    } catch (StorageException failure) {
      partition.reads().failed(failure);
      return failed(number, ErrorCode.KAFKA_STORAGE_ERROR);
    }
  }

  private static Records records(LogSlice slice) {
    if (slice.sizeBytes() > 0) {
      return new SliceRecords(slice);
    }
    slice.close();
    return NO_RECORDS;
  }

  /**
   * KIP-320: a client that knows of another leader epoch than we do must not be served.
   *
   * @param asked the client's leader epoch; −1 if it knows none
   */
  public static ErrorCode leaderEpochFault(int leaderEpoch, int asked) {
    if (leaderEpoch == Partition.NOT_LEADER) {
      return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }
    if (asked == NO_LEADER_EPOCH || asked == leaderEpoch) {
      return ErrorCode.NONE;
    }
    return asked < leaderEpoch ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
  }

  /** KIP-595: tells a client whose log took another course where the courses parted. */
  private static boolean diverges(
      LeaderEpochEnd known, FetchPartition asked, FetchResponse.PartitionData answer) {
    if (known.leaderEpoch() == asked.lastFetchedEpoch()
        && known.endOffset() >= asked.fetchOffset()) {
      return false;
    }
    answer.divergingEpoch().epoch(known.leaderEpoch()).endOffset(known.endOffset());
    return true;
  }
}
