package io.ringmain.testkit.world;

import io.ringmain.spi.storage.LogId;

/**
 * What a failure of a machine has taken from a log, and whose fault that was.
 *
 * @param machine that failed
 * @param log that lost
 * @param fromOffset the first offset lost: the log ends here now
 * @param endOffset where the log had ended
 * @param claimedDurableOffset up to here the storage had said that the records were safe
 */
public record LostRecords(
    String machine, LogId log, long fromOffset, long endOffset, long claimedDurableOffset) {

  /** Whether the disk had lied: records are gone that it had said were safe. */
  public boolean diskLied() {
    return fromOffset < claimedDurableOffset;
  }
}
