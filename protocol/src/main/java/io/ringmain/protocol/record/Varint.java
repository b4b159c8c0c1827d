package io.ringmain.protocol.record;

import java.nio.ByteBuffer;

/**
 * Sizes and writing of the zigzag variable-length integers inside records: 7 bits a byte, least
 * significant first, the high bit set on all but the last. Reading is {@link RecordCursor}'s.
 */
final class Varint {
  static final int MAX_INT_BYTES = 5;
  static final int MAX_LONG_BYTES = 10;

  private Varint() {}

  static int sizeOf(long value) {
    long zigzag = (value << 1) ^ (value >> 63);
    // 64 - leading zeros bits, at least one, in groups of seven.
    return (70 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
  }

  /** Writes at the buffer's position; an int is written in the same bytes as the equal long. */
  static void put(ByteBuffer buffer, long value) {
    long zigzag = (value << 1) ^ (value >> 63);
    while ((zigzag & ~0x7FL) != 0) {
      buffer.put((byte) (zigzag | 0x80));
      zigzag >>>= 7;
    }
    buffer.put((byte) zigzag);
  }
}
