package io.ringmain.kernel.compaction;

import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.config.TopicKeys;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import java.util.List;

/**
 * How much of a log waits for compaction.
 *
 * @param fromOffset where the dirty part begins
 * @param toOffset where it ends, exclusive: the base offset of a segment
 * @param cleanBytes bytes of segments before it
 * @param dirtyBytes bytes of segments in it
 * @param overdue whether a record has waited for {@code max.compaction.lag.ms}
 */
record DirtyRange(
    long fromOffset, long toOffset, long cleanBytes, long dirtyBytes, boolean overdue) {

  /** What to compact of a partition now; looks at no record unless a largest lag is set. */
  static DirtyRange of(Partition partition, long nowMs) {
    TopicConfig config = partition.config();
    List<LogSegmentInfo> segments = partition.log().segments();
    long minLagMs = config.value(TopicKeys.MIN_COMPACTION_LAG_MS);
    long to = uncleanableFrom(segments, partition.lastStableOffset(), minLagMs, nowMs);
    long from = Math.max(partition.upkeep().firstDirtyOffset(), partition.logStartOffset());
    if (from > segments.getLast().baseOffset()) {
      from = partition.logStartOffset(); // The log was cut since, and is not what it was.
    }
    long cleanBytes = 0;
    long dirtyBytes = 0;
    for (LogSegmentInfo segment : segments) {
      if (segment.baseOffset() < to) {
        if (segment.nextOffset() <= from) {
          cleanBytes += segment.sizeBytes();
        } else {
          dirtyBytes += segment.sizeBytes();
        }
      }
    }
    long maxLagMs = config.value(TopicKeys.MAX_COMPACTION_LAG_MS);
    boolean overdue =
        dirtyBytes > 0
            && maxLagMs < Long.MAX_VALUE
            && nowMs - firstTimestamp(partition, from, to) > maxLagMs;
    return new DirtyRange(from, to, cleanBytes, dirtyBytes, overdue);
  }

  /** The active segment never is compacted, nor one with a record that is too young. */
  private static long uncleanableFrom(
      List<LogSegmentInfo> segments, long lastStableOffset, long minLagMs, long nowMs) {
    for (int i = 0; i < segments.size() - 1; i++) {
      LogSegmentInfo segment = segments.get(i);
      boolean tooYoung = minLagMs > 0 && segment.largestTimestamp() > nowMs - minLagMs;
      if (tooYoung || segment.nextOffset() > lastStableOffset) {
        return segment.baseOffset();
      }
    }
    return segments.getLast().baseOffset();
  }

  private static long firstTimestamp(Partition partition, long from, long to) {
    try (LogSlice slice = partition.log().read(from, 0, to, true)) {
      return slice.sizeBytes() == 0
          ? Long.MAX_VALUE
          : new RecordBatchView().wrap(slice.buffer(), 0).maxTimestamp();
    }
  }

  double dirtyRatio() {
    return dirtyBytes == 0 ? 0 : (double) dirtyBytes / (cleanBytes + dirtyBytes);
  }

  /** Whether it is to go before another. */
  boolean isDirtier(DirtyRange other) {
    return overdue != other.overdue ? overdue : dirtyRatio() > other.dirtyRatio();
  }

  /** Whether {@code min.cleanable.dirty.ratio} or {@code max.compaction.lag.ms} asks for it. */
  boolean isDue(TopicConfig config) {
    return dirtyBytes > 0
        && (overdue || dirtyRatio() > config.value(TopicKeys.MIN_CLEANABLE_DIRTY_RATIO));
  }
}
