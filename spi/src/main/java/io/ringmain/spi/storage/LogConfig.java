package io.ringmain.spi.storage;

/**
 * The settings of one log that concern its storage. Names and meanings are Kafka's topic configs.
 *
 * @param segmentBytes {@code segment.bytes}: a segment never grows beyond this
 * @param segmentMs {@code segment.ms}: the timestamps within one segment span at most this many
 *     milliseconds, jitter already taken off
 * @param segmentIndexBytes {@code segment.index.bytes}: upper bound of an index file
 * @param indexIntervalBytes {@code index.interval.bytes}: bytes of log between two index entries
 * @param fileDeleteDelayMs {@code file.delete.delay.ms}: how long a deleted file may linger
 */
public record LogConfig(
    int segmentBytes,
    long segmentMs,
    int segmentIndexBytes,
    int indexIntervalBytes,
    long fileDeleteDelayMs) {

  /** Kafka's defaults. */
  public static final LogConfig DEFAULT =
      new LogConfig(1 << 30, 7L * 24 * 60 * 60 * 1000, 10 << 20, 4096, 60_000);
}
