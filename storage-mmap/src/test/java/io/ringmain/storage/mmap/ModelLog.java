package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What a log must hold, as a list: the oracle of {@link MmapPartitionLogProperties}. */
final class ModelLog {
  long start;
  long end;
  final List<ByteBuffer> batches = new ArrayList<>();

  /** Start offset by leader epoch. */
  final TreeMap<Integer, Long> leaderEpochs = new TreeMap<>();

  static long base(ByteBuffer batch) {
    return RecordBatchHeader.baseOffset(batch, 0);
  }

  static long last(ByteBuffer batch) {
    return RecordBatchHeader.lastOffset(batch, 0);
  }

  void append(ByteBuffer batch) {
    startLeaderEpoch(RecordBatchHeader.leaderEpoch(batch, 0), base(batch));
    batches.add(batch);
    end = last(batch) + 1;
  }

  void startLeaderEpoch(int leaderEpoch, long offset) {
    if (leaderEpoch > latestLeaderEpoch()) {
      leaderEpochs.values().removeIf(known -> known >= offset);
      leaderEpochs.put(leaderEpoch, offset);
    }
  }

  int latestLeaderEpoch() {
    return leaderEpochs.isEmpty() ? -1 : leaderEpochs.lastKey();
  }

  void truncateTo(long offset) {
    if (offset >= end) {
      return;
    }
    if (offset < start) {
      truncateFullyAndStartAt(offset);
      return;
    }
    long newEnd = offset;
    while (!batches.isEmpty() && last(batches.getLast()) >= offset) {
      newEnd = Math.min(newEnd, base(batches.removeLast()));
    }
    end = Math.max(start, newEnd);
    leaderEpochs.values().removeIf(known -> known >= end);
  }

  void truncateFullyAndStartAt(long offset) {
    batches.clear();
    leaderEpochs.clear();
    start = offset;
    end = offset;
  }

  void advanceStart(long offset) {
    if (offset > start) {
      start = offset;
      batches.removeIf(batch -> last(batch) < offset);
      Map.Entry<Integer, Long> holding = null;
      for (Map.Entry<Integer, Long> entry : leaderEpochs.entrySet()) {
        holding = entry.getValue() <= offset ? entry : holding;
      }
      if (holding != null) {
        leaderEpochs.headMap(holding.getKey()).clear();
        leaderEpochs.put(holding.getKey(), offset);
      }
    }
  }

  long firstRecordOrEnd() {
    return batches.isEmpty() ? end : Math.max(start, base(batches.getFirst()));
  }

  long sizeBytes() {
    return batches.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  /** The longest answer to a read. */
  List<ByteBuffer> read(long offset, int maxBytes, long upTo, boolean atLeastOne) {
    List<ByteBuffer> found = new ArrayList<>();
    long bytes = 0;
    for (ByteBuffer batch : batches) {
      if (last(batch) >= offset) {
        bytes += batch.remaining();
        boolean fits = bytes <= maxBytes || (atLeastOne && found.isEmpty());
        if (last(batch) >= upTo || !fits) {
          break;
        }
        found.add(batch);
      }
    }
    return found;
  }

  OptionalLong batchAtOrAfter(long timestamp) {
    return batches.stream()
        .filter(batch -> RecordBatchHeader.maxTimestamp(batch, 0) >= timestamp)
        .mapToLong(ModelLog::base)
        .findFirst();
  }

  OptionalLong batchWithLargestTimestamp() {
    return batches.stream()
        .mapToLong(batch -> RecordBatchHeader.maxTimestamp(batch, 0))
        .max()
        .stream()
        .flatMap(largest -> batchAtOrAfter(largest).stream())
        .findFirst();
  }
}
