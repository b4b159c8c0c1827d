package io.ringmain.kernel.replica;

import io.ringmain.spi.storage.LogId;

/** Knows up to where partitions were committed before a restart. Any thread. */
@FunctionalInterface
public interface StartingPoints {

  /** The high watermark as last checkpointed, or 0. */
  long highWatermarkOf(LogId id);
}
