package io.ringmain.storage.mmap;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * From offsets to positions in a segment: Kafka's {@code .index} file.
 *
 * <pre>
 *   0                     4                     8
 *   +---------------------+---------------------+
 *   | last offset of a    | position of that    |   big endian, both growing
 *   | batch − base offset | batch in the .log   |
 *   +---------------------+---------------------+
 * </pre>
 *
 * <p>An entry travels as the {@code long} that it is on disk. Written by the log's writer, read by
 * any thread.
 */
final class OffsetIndex extends IndexFile {
  static final int ENTRY_BYTES = 8;

  /** No entry: relative offset and position are never negative. */
  static final long NONE = -1;

  private static final Order BY_OFFSET =
      (entries, position, key) -> Long.compare(entries.getInt(position), key);
  private static final Order BY_POSITION =
      (entries, position, key) -> Long.compare(entries.getInt(position + 4), key);

  OffsetIndex(Mappings mappings, Path path, int entriesInFile) {
    super(mappings, path, ENTRY_BYTES, entriesInFile);
  }

  void add(int relativeOffset, int position) {
    ByteBuffer slot = slotBuffer();
    slot.putLong(slotPosition(), (long) relativeOffset << 32 | position);
    added();
  }

  /** The last entry whose batch ends at or below an offset, or {@link #NONE}. */
  long floorByOffset(long relativeOffset) {
    return entry(floor(BY_OFFSET, relativeOffset));
  }

  /** The last entry whose batch begins at or below a position, or {@link #NONE}. */
  long floorByPosition(long position) {
    return entry(floor(BY_POSITION, position));
  }

  /** How many entries are for batches that begin below a position. */
  int countBelowPosition(int position) {
    return floor(BY_POSITION, position - 1L) + 1;
  }

  long last() {
    return entry(size() - 1);
  }

  private long entry(int index) {
    return longAt(index, 0, NONE);
  }

  static int relativeOffset(long entry) {
    return (int) (entry >>> 32);
  }

  static int position(long entry) {
    return (int) entry;
  }
}
