package io.ringmain.testkit.checkers;

import java.util.List;
import java.util.Map;

/**
 * What a broker may delete without being asked, by its settings: {@code log.retention.ms} (or
 * minutes, or hours) and {@code log.retention.bytes}. Topics with retention of their own are not
 * known here.
 *
 * @param ms how long records are kept at least; −1 for ever
 * @param bytes how much of a log is kept at least; −1 all of it
 */
public record Retention(long ms, long bytes) {
  /** Nothing is deleted unless somebody asks for it. */
  public static final Retention FOR_EVER = new Retention(-1, -1);

  private static final long MS_PER_MINUTE = 60_000;
  private static final long MS_PER_HOUR = 60 * MS_PER_MINUTE;
  private static final long DEFAULT_MS = 7 * 24 * MS_PER_HOUR;

  /** The retention of a broker with these settings, which it takes. */
  public static Retention of(Map<String, String> settings) {
    long ms = DEFAULT_MS;
    if (settings.containsKey("log.retention.ms")) {
      ms = Long.parseLong(settings.get("log.retention.ms"));
    } else if (settings.containsKey("log.retention.minutes")) {
      ms = Long.parseLong(settings.get("log.retention.minutes")) * MS_PER_MINUTE;
    } else if (settings.containsKey("log.retention.hours")) {
      ms = Long.parseLong(settings.get("log.retention.hours")) * MS_PER_HOUR;
    }
    return new Retention(
        Math.max(-1, ms), Long.parseLong(settings.getOrDefault("log.retention.bytes", "-1")));
  }

  /** Whether the oldest batches of a log may go, when the others stay. */
  boolean covers(List<ModelBatch> oldest, List<ModelBatch> others, long wallMs) {
    if (oldest.isEmpty()) {
      return false;
    }
    boolean oldEnough =
        ms >= 0 && oldest.stream().allMatch(batch -> wallMs - batch.maxTimestamp > ms);
    boolean tooMany =
        bytes >= 0 && others.stream().mapToLong(batch -> batch.sizeBytes).sum() >= bytes;
    return oldEnough || tooMany;
  }
}
