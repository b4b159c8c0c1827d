package io.ringmain.testkit.world;

import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.world.StoredSegment.StoredBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a simulated disk, and the page cache before it, hold of one log.
 *
 * <pre>
 *   [ batch batch batch ] [ batch batch ] [ batch batch batch ]    segments; the last one is active
 *   ▲ start                    ▲ safe          ▲ claimed      ▲ end
 *
 *   safe      survives a failure of the machine
 *   claimed   the storage has said that it would; above safe only if the disk has lied
 * </pre>
 */
final class StoredLog {
  final LogId id;
  final List<StoredSegment> segments = new ArrayList<>();
  final TreeMap<Integer, Long> leaderEpochStarts = new TreeMap<>();
  final TreeMap<Long, byte[]> snapshots = new TreeMap<>();
  long startOffset;
  long endOffset;
  long claimedOffset;
  long safeOffset;

  /** A write that never reaches the disk: nothing from here on ever becomes safe. */
  long lostWriteOffset = Long.MAX_VALUE;

  boolean open;

  /** Whether a log of this disk was told that it is out of service; a restart helps. */
  boolean offline;

  StoredLog(LogId id, long nowMs) {
    this.id = id;
    segments.add(new StoredSegment(0, nowMs));
  }

  StoredSegment active() {
    return segments.getLast();
  }

  void add(StoredBatch batch, int leaderEpoch, long nowMs) {
    startLeaderEpoch(leaderEpoch, batch.baseOffset());
    active().add(batch, nowMs);
    endOffset = batch.lastOffset() + 1;
  }

  void startLeaderEpoch(int leaderEpoch, long offset) {
    if (leaderEpochStarts.isEmpty() || leaderEpoch > leaderEpochStarts.lastKey()) {
      leaderEpochStarts.values().removeIf(start -> start >= offset);
      leaderEpochStarts.put(leaderEpoch, offset);
    }
  }

  /** Index of the segment that holds {@code offset}, or would. */
  int segmentOf(long offset) {
    int index = segments.size() - 1;
    while (index > 0 && segments.get(index).baseOffset() > offset) {
      index--;
    }
    return index;
  }

  /** All batches that hold {@code offset} or follow it, in order. */
  void forEachFrom(long offset, Consumer<StoredBatch> visitor) {
    for (int i = segmentOf(offset); i < segments.size(); i++) {
      List<StoredBatch> batches = segments.get(i).batches();
      for (int j = segments.get(i).indexOf(offset); j < batches.size(); j++) {
        visitor.accept(batches.get(j));
      }
    }
  }

  /** Removes everything at and above an offset between start and end, as S21 says. */
  void truncateTo(long offset) {
    StoredSegment holder = segments.get(segmentOf(offset));
    while (segments.getLast() != holder) {
      segments.removeLast();
    }
    int index = holder.indexOf(offset);
    long cut =
        index < holder.batches().size()
            ? Math.min(offset, holder.batches().get(index).baseOffset())
            : offset;
    holder.removeFrom(index);
    if (segments.size() > 1 && holder.isEmpty() && holder.baseOffset() >= cut) {
      segments.removeLast();
    }
    endOffset = Math.max(cut, startOffset);
    claimedOffset = Math.min(claimedOffset, endOffset);
    safeOffset = Math.min(safeOffset, endOffset);
    if (lostWriteOffset >= endOffset) {
      lostWriteOffset = Long.MAX_VALUE;
    }
    leaderEpochStarts.values().removeIf(start -> start >= endOffset);
    snapshots.tailMap(endOffset, false).clear();
  }

  /** A flush has reached the disk. */
  void flushed(long upTo) {
    claimedOffset = Math.max(claimedOffset, upTo);
    safeOffset = Math.max(safeOffset, Math.min(upTo, lostWriteOffset));
  }

  void startAt(long offset, long nowMs) {
    segments.clear();
    segments.add(new StoredSegment(offset, nowMs));
    leaderEpochStarts.clear();
    snapshots.clear();
    startOffset = offset;
    endOffset = offset;
    claimedOffset = offset;
    safeOffset = offset;
    lostWriteOffset = Long.MAX_VALUE;
  }

  void advanceStart(long offset) {
    startOffset = offset;
    while (segments.size() > 1 && segments.getFirst().nextOffset() <= offset) {
      segments.removeFirst();
    }
    Map.Entry<Integer, Long> holder = null;
    for (Map.Entry<Integer, Long> start : leaderEpochStarts.entrySet()) {
      holder = start.getValue() <= offset ? start : holder;
    }
    if (holder != null) {
      int leaderEpoch = holder.getKey();
      leaderEpochStarts.headMap(leaderEpoch).clear();
      leaderEpochStarts.put(leaderEpoch, offset);
    }
    snapshots.headMap(offset).clear();
    claimedOffset = Math.max(claimedOffset, offset);
    safeOffset = Math.max(safeOffset, offset);
  }
}
