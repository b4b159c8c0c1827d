package io.ringmain.protocol.compress;

/** The 32-bit xxHash that LZ4 frames use as their checksum. */
final class XxHash32 {
  private static final int PRIME_1 = 0x9E3779B1;
  private static final int PRIME_2 = 0x85EBCA77;
  private static final int PRIME_3 = 0xC2B2AE3D;
  private static final int PRIME_4 = 0x27D4EB2F;
  private static final int PRIME_5 = 0x165667B1;
  private static final int STRIPE_BYTES = 16;

  private XxHash32() {}

  /** The hash of a range with seed 0, the only one LZ4 uses. */
  static int hash(byte[] bytes, int from, int length) {
    int at = from;
    int end = from + length;
    int hash = length >= STRIPE_BYTES ? hashStripes(bytes, from, end) : PRIME_5;
    at += length - length % STRIPE_BYTES;
    hash += length;
    for (; at <= end - Integer.BYTES; at += Integer.BYTES) {
      hash = Integer.rotateLeft(hash + ByteRuns.intAt(bytes, at) * PRIME_3, 17) * PRIME_4;
    }
    for (; at < end; at++) {
      hash = Integer.rotateLeft(hash + (bytes[at] & 0xFF) * PRIME_5, 11) * PRIME_1;
    }
    hash = (hash ^ hash >>> 15) * PRIME_2;
    hash = (hash ^ hash >>> 13) * PRIME_3;
    return hash ^ hash >>> 16;
  }

  @SuppressWarnings("ConstantOverflow") // the algorithm counts modulo 2^32
  private static int hashStripes(byte[] bytes, int from, int end) {
    int lane1 = PRIME_1 + PRIME_2;
    int lane2 = PRIME_2;
    int lane3 = 0;
    int lane4 = -PRIME_1;
    for (int at = from; at <= end - STRIPE_BYTES; at += STRIPE_BYTES) {
      lane1 = round(lane1, ByteRuns.intAt(bytes, at));
      lane2 = round(lane2, ByteRuns.intAt(bytes, at + 4));
      lane3 = round(lane3, ByteRuns.intAt(bytes, at + 8));
      lane4 = round(lane4, ByteRuns.intAt(bytes, at + 12));
    }
    return Integer.rotateLeft(lane1, 1)
        + Integer.rotateLeft(lane2, 7)
        + Integer.rotateLeft(lane3, 12)
        + Integer.rotateLeft(lane4, 18);
  }

  private static int round(int lane, int word) {
    return Integer.rotateLeft(lane + word * PRIME_2, 13) * PRIME_1;
  }
}
