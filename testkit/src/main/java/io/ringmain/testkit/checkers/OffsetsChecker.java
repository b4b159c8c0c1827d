package io.ringmain.testkit.checkers;

import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.world.WorldListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Invariants 3, 10 and 12: the high watermark does not go back and lies within the log; log start
 * offset ≤ last stable offset ≤ high watermark ≤ log end offset; and the log start only grows.
 *
 * <p>Where the end of a log was lost, what was said of it before says nothing about after.
 */
public final class OffsetsChecker implements Checker, WorldListener {
  private final LogModel logs;
  private final Violations violations;
  private final Map<Told, Seen> seen = new HashMap<>();
  private final Map<String, Long> starts = new HashMap<>();

  public OffsetsChecker(LogModel logs, Violations violations) {
    this.logs = logs;
    this.violations = violations;
  }

  /** Who was told by whom of what. */
  private record Told(String consumer, int broker, UUID topicId, int partition) {}

  /** What a consumer was told last. */
  private record Seen(long highWatermark, long logStart, int losses) {}

  @Override
  public List<Integer> invariants() {
    return List.of(3, 10, 12);
  }

  @Override
  public String description() {
    return "log start, last stable offset, high watermark and log end in order, none goes back";
  }

  @Override
  public void onOffsets(String consumer, int broker, UUID topicId, int partition, Offsets told) {
    boolean ordered =
        told.logStart() <= told.lastStable() && told.lastStable() <= told.highWatermark();
    if (!ordered) {
      violations.add(10, "offsets out of order: " + words(partition, broker, told));
    }
    Optional<ModelLog> log = logs.find(topicId, partition);
    long endOffset = log.map(ModelLog::endOffset).orElse(0L);
    int losses = log.map(ModelLog::losses).orElse(0);
    if (told.highWatermark() > endOffset) {
      if (losses == 0) {
        violations.add(
            3,
            "high watermark above the log end "
                + endOffset
                + ": "
                + words(partition, broker, told));
      }
      return;
    }
    Told key = new Told(consumer, broker, topicId, partition);
    Seen before = seen.put(key, new Seen(told.highWatermark(), told.logStart(), losses));
    if (before != null && before.losses == losses) {
      if (told.highWatermark() < before.highWatermark) {
        violations.add(
            3,
            "the high watermark was %s before: %s"
                .formatted(before, words(partition, broker, told)));
      }
      if (told.logStart() < before.logStart) {
        violations.add(
            12,
            "the log start was %s before: %s".formatted(before, words(partition, broker, told)));
      }
    }
  }

  private static String words(int partition, int broker, Offsets told) {
    return "partition %d of broker %d, told %s".formatted(partition, broker, told);
  }

  @Override
  public void onStartAdvanced(String machine, LogId id, long newStartOffset) {
    Long before = starts.put(id + "/" + id.topicId(), newStartOffset);
    if (before != null && newStartOffset < before) {
      violations.add(
          12, "the start of %s went from %d to %d".formatted(id, before, newStartOffset));
    }
  }
}
