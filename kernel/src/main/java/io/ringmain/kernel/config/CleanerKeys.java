package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.Allowed.any;
import static io.ringmain.kernel.config.Allowed.atLeast;
import static io.ringmain.kernel.config.Allowed.between;
import static io.ringmain.kernel.config.ConfigType.BOOLEAN;
import static io.ringmain.kernel.config.ConfigType.DOUBLE;
import static io.ringmain.kernel.config.ConfigType.INT;
import static io.ringmain.kernel.config.ConfigType.LONG;

import java.util.List;

/** How logs are compacted; what of them is, the {@link LogKeys} and topics say. */
public final class CleanerKeys {
  /** {@code log.cleaner.enable}. */
  public static final ConfigKey<Boolean> LOG_CLEANER_ENABLE =
      ConfigKey.of(
          "log.cleaner.enable",
          BOOLEAN,
          "true",
          any(),
          "Whether logs are compacted. If not, compacted topics grow for ever, __consumer_offsets"
              + " among them.");

  /** {@code log.cleaner.threads}. */
  public static final ConfigKey<Integer> LOG_CLEANER_THREADS =
      ConfigKey.of(
              "log.cleaner.threads",
              INT,
              "1",
              atLeast(1),
              "How many logs are compacted at the same time; memory and speed are divided among"
                  + " them.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.cleaner.dedupe.buffer.size}. */
  public static final ConfigKey<Long> LOG_CLEANER_DEDUPE_BUFFER_SIZE =
      ConfigKey.of(
              "log.cleaner.dedupe.buffer.size",
              LONG,
              "134217728",
              atLeast(1024),
              "The most memory for keys while logs are compacted, 24 bytes each; taken as keys"
                  + " come. A log with more keys is compacted in several passes.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.cleaner.io.buffer.size}. */
  public static final ConfigKey<Integer> LOG_CLEANER_IO_BUFFER_SIZE =
      ConfigKey.of(
              "log.cleaner.io.buffer.size",
              INT,
              "524288",
              atLeast(0),
              "Bytes of a log that compaction looks at in one step.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.cleaner.io.buffer.load.factor}. */
  public static final ConfigKey<Double> LOG_CLEANER_IO_BUFFER_LOAD_FACTOR =
      ConfigKey.of(
              "log.cleaner.io.buffer.load.factor",
              DOUBLE,
              "0.9",
              between(0, 1),
              "How full the memory for keys may get before it grows or the pass ends.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.cleaner.io.max.bytes.per.second}. */
  public static final ConfigKey<Double> LOG_CLEANER_IO_MAX_BYTES_PER_SECOND =
      ConfigKey.of(
              "log.cleaner.io.max.bytes.per.second",
              DOUBLE,
              "1.7976931348623157E308",
              any(),
              "Bytes that compaction reads and writes in a second, at most.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  /** {@code log.cleaner.backoff.ms}. */
  public static final ConfigKey<Long> LOG_CLEANER_BACKOFF_MS =
      ConfigKey.of(
              "log.cleaner.backoff.ms",
              LONG,
              "15000",
              atLeast(0),
              "Milliseconds between two looks for logs to compact when there was none.")
          .withUpdateMode(UpdateMode.CLUSTER_WIDE);

  static final List<ConfigKey<?>> KEYS =
      List.of(
          LOG_CLEANER_ENABLE,
          LOG_CLEANER_THREADS,
          LOG_CLEANER_DEDUPE_BUFFER_SIZE,
          LOG_CLEANER_IO_BUFFER_SIZE,
          LOG_CLEANER_IO_BUFFER_LOAD_FACTOR,
          LOG_CLEANER_IO_MAX_BYTES_PER_SECOND,
          LOG_CLEANER_BACKOFF_MS);

  private CleanerKeys() {}
}
