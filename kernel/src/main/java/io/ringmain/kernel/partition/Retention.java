package io.ringmain.kernel.partition;

import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.PartitionLog;
import java.util.List;
import java.util.OptionalLong;

/**
 * Decides which segments are too old or too many ({@code retention.ms}, {@code retention.bytes}).
 *
 * <p>Whole segments go, oldest first, and only below the high watermark. An active segment that is
 * all too old, or all too much, is rolled, so that it can go as well. Ring thread.
 */
final class Retention {
  private Retention() {}

  /** The new log start offset, if segments are to go. */
  static OptionalLong newLogStart(
      PartitionLog log, TopicConfig config, long highWatermark, long nowMs) {
    if (!config.deleted()) {
      return OptionalLong.empty();
    }
    List<LogSegmentInfo> segments = log.segments();
    long excessBytes = config.retentionBytes() < 0 ? 0 : log.sizeBytes() - config.retentionBytes();
    long newLogStart = -1;
    for (int i = 0; i < segments.size(); i++) {
      LogSegmentInfo segment = segments.get(i);
      boolean active = i == segments.size() - 1;
      if (segment.sizeBytes() == 0 && !active) {
        continue; // Compaction has left nothing of it.
      }
      boolean tooOld = isTooOld(segment, config.retentionMs(), nowMs);
      boolean tooMany = segment.sizeBytes() > 0 && excessBytes >= segment.sizeBytes();
      if (segment.nextOffset() > highWatermark || !(tooOld || tooMany)) {
        break;
      }
      if (active) {
        log.roll();
      }
      excessBytes -= segment.sizeBytes();
      newLogStart = segment.nextOffset();
    }
    return newLogStart > log.logStartOffset() ? OptionalLong.of(newLogStart) : OptionalLong.empty();
  }

  private static boolean isTooOld(LogSegmentInfo segment, long retentionMs, long nowMs) {
    if (retentionMs < 0 || segment.sizeBytes() == 0) {
      return false;
    }
    long newestMs =
        segment.largestTimestamp() >= 0 ? segment.largestTimestamp() : segment.lastModifiedMs();
    return nowMs - newestMs > retentionMs;
  }
}
