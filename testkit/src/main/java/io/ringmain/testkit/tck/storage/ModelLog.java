package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a log must hold, as a plain list: the oracle of {@link LogHistory}. */
final class ModelLog {
  long start;
  long end;
  final List<ByteBuffer> batches = new ArrayList<>();

  /** The largest leader epoch of what was below the start; what follows it has none below. */
  private int leaderEpochBelowStart;

  /** Content by the offset that it speaks of; only the two latest are promised to be kept. */
  final TreeMap<Long, ByteBuffer> snapshots = new TreeMap<>();

  /** Offsets of all snapshots that the log may still have, one that a crash has taken or not. */
  private final TreeSet<Long> possibleSnapshots = new TreeSet<>();

  /** Offsets of all snapshots ever saved. */
  final Set<Long> savedSnapshots = new HashSet<>();

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

  /** The smallest that the next append may have: a log's leader epochs never go down. */
  int leastLeaderEpoch() {
    return Math.max(leaderEpochBelowStart, latestLeaderEpoch());
  }

  void truncateTo(long offset) {
    if (offset >= end) {
      leaderEpochs.values().removeIf(known -> known >= end);
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
    snapshots.tailMap(end, false).clear();
    possibleSnapshots.tailSet(end, false).clear();
  }

  void truncateFullyAndStartAt(long offset) {
    batches.clear();
    leaderEpochs.clear();
    snapshots.clear();
    possibleSnapshots.clear();
    leaderEpochBelowStart = 0;
    start = offset;
    end = offset;
  }

  void advanceStart(long offset) {
    if (offset > start) {
      start = offset;
      for (ByteBuffer batch : batches) {
        if (base(batch) < offset) {
          leaderEpochBelowStart =
              Math.max(leaderEpochBelowStart, RecordBatchHeader.leaderEpoch(batch, 0));
        }
      }
      batches.removeIf(batch -> last(batch) < offset);
      snapshots.headMap(offset, false).clear();
      possibleSnapshots.headSet(offset, false).clear();
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

  /** Puts others in the place of the batches whose base offsets are in the range. */
  void replace(long from, long to, List<ByteBuffer> kept) {
    batches.removeIf(batch -> base(batch) >= from && base(batch) < to);
    kept.stream().filter(batch -> last(batch) >= start).forEach(batches::add);
    batches.sort(Comparator.comparingLong(ModelLog::base));
  }

  /** Where a leader epoch ends that has a start in the log. */
  long endOfLeaderEpoch(int leaderEpoch) {
    Map.Entry<Integer, Long> next = leaderEpochs.higherEntry(leaderEpoch);
    return next == null ? end : next.getValue();
  }

  /** As {@link io.ringmain.spi.storage.PartitionLog#endOfLeaderEpoch}. */
  Optional<LeaderEpochEnd> endOfLargestUpTo(int leaderEpoch) {
    return Optional.ofNullable(leaderEpochs.floorKey(leaderEpoch))
        .map(known -> new LeaderEpochEnd(known, endOfLeaderEpoch(known)));
  }

  void saveSnapshot(long offset, ByteBuffer content) {
    savedSnapshots.add(offset);
    possibleSnapshots.add(offset);
    snapshots.put(offset, content);
    Long second = possibleSnapshots.lower(possibleSnapshots.last());
    if (second != null) {
      snapshots.headMap(second, false).clear();
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
