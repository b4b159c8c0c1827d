package io.ringmain.storage.mmap;

/**
 * What the index files of a segment hold when it is opened.
 *
 * @param entries entries of the offset index
 * @param timeEntries entries of the time index
 * @param lastTimestamp that of the last entry of the time index, or −1
 * @param lastTimestampOffset relative offset in that entry, or 0
 */
record KnownIndexes(int entries, int timeEntries, long lastTimestamp, int lastTimestampOffset) {
  /** A new segment's. */
  static final KnownIndexes NONE = new KnownIndexes(0, 0, -1, 0);
}
