package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;

/**
 * The part of a segment's index files that can be believed after a crash: entries in order, below
 * the recovery point, the last of them pointing at a valid batch, no larger timestamp behind the
 * last that is known. The files are cut down to it.
 *
 * @param indexes what the files hold now
 * @param resumePosition where the batch of the last entry ends; 0 without entries
 * @param lastBatchBytes the size of that batch
 * @param lastOffset the last offset of that batch; the one before the base offset without entries
 */
record TrustedIndexes(
    KnownIndexes indexes, int resumePosition, int lastBatchBytes, long lastOffset) {

  static TrustedIndexes read(
      Path index,
      Path timeIndex,
      ByteBuffer log,
      long baseOffset,
      long trustedBelow,
      IntPredicate isValidBatch)
      throws IOException {
    ByteBuffer entries = content(index);
    int count = orderedEntries(entries, log.capacity(), trustedBelow - baseOffset);
    TrustedIndexes trusted = new TrustedIndexes(KnownIndexes.NONE, 0, 0, baseOffset - 1);
    if (count > 0) {
      int position = entries.getInt((count - 1) * OffsetIndex.ENTRY_BYTES + 4);
      int relativeOffset = entries.getInt((count - 1) * OffsetIndex.ENTRY_BYTES);
      if (isValidBatch.test(position)
          && RecordBatchHeader.lastOffset(log, position) == baseOffset + relativeOffset) {
        ByteBuffer times = content(timeIndex);
        int timeCount = orderedTimes(times, relativeOffset);
        long lastTimestamp =
            timeCount == 0 ? -1 : times.getLong((timeCount - 1) * TimeIndex.ENTRY_BYTES);
        int lastTimestampOffset =
            timeCount == 0 ? -1 : times.getInt((timeCount - 1) * TimeIndex.ENTRY_BYTES + 8);
        int end = position + RecordBatchHeader.sizeBytes(log, position);
        int from = positionOf(entries, count, lastTimestampOffset);
        // The entries for these batches would hold their timestamps: a shorter file lost some.
        if (noneIsLarger(log, from, end, lastTimestamp)) {
          trusted =
              new TrustedIndexes(
                  new KnownIndexes(
                      count, timeCount, lastTimestamp, Math.max(0, lastTimestampOffset)),
                  end,
                  end - position,
                  baseOffset + relativeOffset);
        }
      }
    }
    IndexFile.truncate(index, trusted.indexes.entries(), OffsetIndex.ENTRY_BYTES);
    IndexFile.truncate(timeIndex, trusted.indexes.timeEntries(), TimeIndex.ENTRY_BYTES);
    return trusted;
  }

  /** Where to begin so as to come by the batch that ends at an offset, or by all of them. */
  private static int positionOf(ByteBuffer entries, int count, int relativeOffset) {
    for (int entry = count - 1; entry >= 0; entry--) {
      if (entries.getInt(entry * OffsetIndex.ENTRY_BYTES) <= relativeOffset) {
        return entries.getInt(entry * OffsetIndex.ENTRY_BYTES + 4);
      }
    }
    return 0;
  }

  /** Timestamps mostly grow, and then these are the batches of one index interval. */
  private static boolean noneIsLarger(ByteBuffer log, int from, int end, long timestamp) {
    int position = from;
    while (position < end) {
      if (!Segment.isPlausible(log, position, end)
          || RecordBatchHeader.maxTimestamp(log, position) > timestamp) {
        return false;
      }
      position += RecordBatchHeader.sizeBytes(log, position);
    }
    return true;
  }

  private static ByteBuffer content(Path file) throws IOException {
    return ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
  }

  private static int orderedEntries(ByteBuffer entries, int logBytes, long offsetBound) {
    int offset = -1;
    int position = -1;
    int count = 0;
    for (int at = 0; entries.capacity() - at >= OffsetIndex.ENTRY_BYTES; count++) {
      int nextOffset = entries.getInt(at);
      int nextPosition = entries.getInt(at + 4);
      if (nextOffset <= offset
          || nextOffset >= offsetBound
          || nextPosition <= position
          || nextPosition >= logBytes) {
        break;
      }
      offset = nextOffset;
      position = nextPosition;
      at += OffsetIndex.ENTRY_BYTES;
    }
    return count;
  }

  private static int orderedTimes(ByteBuffer times, int lastRelativeOffset) {
    long timestamp = -1;
    int offset = -1;
    int count = 0;
    for (int at = 0; times.capacity() - at >= TimeIndex.ENTRY_BYTES; count++) {
      long nextTimestamp = times.getLong(at);
      int nextOffset = times.getInt(at + 8);
      if (nextTimestamp <= timestamp || nextOffset <= offset || nextOffset > lastRelativeOffset) {
        break;
      }
      timestamp = nextTimestamp;
      offset = nextOffset;
      at += TimeIndex.ENTRY_BYTES;
    }
    return count;
  }
}
