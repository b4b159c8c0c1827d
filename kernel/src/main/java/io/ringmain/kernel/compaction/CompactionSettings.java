package io.ringmain.kernel.compaction;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.CleanerKeys;

/**
 * What one compaction may take.
 *
 * @param stepBytes how much of a log is looked at in one step
 * @param tableBytes memory for the keys of the dirty part
 * @param tableLoadFactor how full the table of keys may get
 * @param maxBytesPerSecond reading and writing together; {@link Double#MAX_VALUE} for no limit
 */
record CompactionSettings(
    int stepBytes, long tableBytes, double tableLoadFactor, double maxBytesPerSecond) {

  /** The share of each of {@code log.cleaner.threads}. */
  static CompactionSettings of(BrokerConfig config) {
    int threads = config.value(CleanerKeys.LOG_CLEANER_THREADS);
    return new CompactionSettings(
        Math.max(1, config.value(CleanerKeys.LOG_CLEANER_IO_BUFFER_SIZE) / threads),
        config.value(CleanerKeys.LOG_CLEANER_DEDUPE_BUFFER_SIZE) / threads,
        config.value(CleanerKeys.LOG_CLEANER_IO_BUFFER_LOAD_FACTOR),
        config.value(CleanerKeys.LOG_CLEANER_IO_MAX_BYTES_PER_SECOND) / threads);
  }
}
