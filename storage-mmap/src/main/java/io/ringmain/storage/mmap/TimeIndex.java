package io.ringmain.storage.mmap;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * From timestamps to offsets in a segment: Kafka's {@code .timeindex} file.
 *
 * <pre>
 *   0                                           8                     12
 *   +-------------------------------------------+---------------------+
 *   | largest timestamp up to here              | last offset of the  |   big endian,
 *   |                                           | batch that has it   |   timestamps growing
 *   |                                           | − base offset       |
 *   +-------------------------------------------+---------------------+
 * </pre>
 *
 * <p>Written by the log's writer, read by any thread.
 */
final class TimeIndex extends IndexFile {
  static final int ENTRY_BYTES = 12;

  private static final Order BY_TIMESTAMP =
      (entries, position, key) -> Long.compare(entries.getLong(position), key);
  private static final Order BY_OFFSET =
      (entries, position, key) -> Long.compare(entries.getInt(position + 8), key);

  private long lastTimestamp;

  TimeIndex(Mappings mappings, Path path, int entriesInFile, long lastTimestamp) {
    super(mappings, path, ENTRY_BYTES, entriesInFile);
    this.lastTimestamp = lastTimestamp;
  }

  /** Adds an entry unless its timestamp is no larger than that of the last. */
  void addIfLarger(long timestamp, int relativeOffset) {
    if (timestamp > lastTimestamp) {
      ByteBuffer slot = slotBuffer();
      int position = slotPosition();
      slot.putLong(position, timestamp);
      slot.putInt(position + 8, relativeOffset);
      added();
      lastTimestamp = timestamp;
    }
  }

  /** Number of the last entry with a timestamp at or below {@code timestamp}, or −1. */
  int floorByTimestamp(long timestamp) {
    return floor(BY_TIMESTAMP, timestamp);
  }

  /** How many entries point at or below an offset. */
  int countUpToOffset(long relativeOffset) {
    return floor(BY_OFFSET, relativeOffset) + 1;
  }

  /** −1 when there is no such entry. */
  long timestamp(int entry) {
    return longAt(entry, 0, -1);
  }

  /** −1 when there is no such entry. */
  int relativeOffset(int entry) {
    // The low half of the long that ends with the entry.
    return (int) longAt(entry, 4, -1);
  }
}
