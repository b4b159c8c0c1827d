package io.ringmain.spi.storage;

import java.nio.ByteBuffer;

/**
 * The header of a record batch (Kafka's format, magic 2) as far as a storage needs it: to know
 * offsets and timestamps, and to verify batches when it recovers. Big endian throughout.
 *
 * <pre>
 *    0                 8         12        16 17        21    23        27               35               43
 *   +-----------------+---------+---------+--+---------+-----+---------+----------------+----------------+----
 *   | base offset     | length  | leader  |2 | CRC32C  |attr.| last off| base timestamp | max timestamp  | ...
 *   |                 | (a)     | epoch   |  | (b)     |     | delta   |                |                |
 *   +-----------------+---------+---------+--+---------+-----+---------+----------------+----------------+----
 *   (a) bytes after this field         (b) over everything from byte 21 to the end of the batch
 * </pre>
 */
public final class RecordBatchHeader {
  /** Bytes before the first record. */
  public static final int HEADER_BYTES = 61;

  /** Bytes of base offset and length, which {@link #sizeBytes} adds to the length field. */
  public static final int LENGTH_END = 12;

  /** Where the bytes covered by the CRC begin. */
  public static final int CRC_COVERS_FROM = 21;

  private RecordBatchHeader() {}

  public static long baseOffset(ByteBuffer buffer, int position) {
    return buffer.getLong(position);
  }

  /**
   * Size of the whole batch; whatever the length field holds, so check it against what is there.
   */
  public static int sizeBytes(ByteBuffer buffer, int position) {
    return buffer.getInt(position + 8) + LENGTH_END;
  }

  public static int leaderEpoch(ByteBuffer buffer, int position) {
    return buffer.getInt(position + 12);
  }

  public static byte magic(ByteBuffer buffer, int position) {
    return buffer.get(position + 16);
  }

  /** CRC32C as stored. */
  public static int crc(ByteBuffer buffer, int position) {
    return buffer.getInt(position + 17);
  }

  public static long lastOffset(ByteBuffer buffer, int position) {
    return baseOffset(buffer, position) + buffer.getInt(position + 23);
  }

  /** Largest timestamp of its records, or −1. */
  public static long maxTimestamp(ByteBuffer buffer, int position) {
    return buffer.getLong(position + 35);
  }
}
