package io.ringmain.protocol.compress;

import java.io.IOException;

/**
 * Snappy's block format.
 *
 * <pre>
 *   block      plain length varint | elements
 *   element    tag int8, its low two bits:
 *     00 literal        length - 1 in the upper six bits, or 60-63: in the 1-4 bytes that follow
 *     01 near match     length - 4 in bits 2-4, distance's high bits in 5-7 | low 8 bits
 *     10 match          length - 1 in the upper six bits | distance int16 little-endian
 *     11 far match      length - 1 in the upper six bits | distance int32 little-endian
 * </pre>
 */
final class SnappyBlock {
  private static final int LITERAL = 0;
  private static final int NEAR_MATCH = 1;
  private static final int MATCH = 2;
  private static final int MAX_MATCH = 64;
  private static final int LAST_BYTES = 15;
  private static final int SKIP_SHIFT = 5;

  /** The best that three bytes can say is a match of 64, so no block grows more than this. */
  private static final int MAX_EXPANSION = 22;

  private SnappyBlock() {}

  /** The most bytes a block can become. */
  static int maxCompressedBytes(int plainBytes) {
    return 32 + plainBytes + plainBytes / 6;
  }

  /** How many bytes a block will become, checked against what is possible at all. */
  static int plainBytes(byte[] block, int end) throws IOException {
    long length = 0;
    for (int at = 0, shift = 0; at < Math.min(end, 5); at++, shift += 7) {
      length |= (block[at] & 0x7FL) << shift;
      if (block[at] >= 0) {
        if (length > (long) end * MAX_EXPANSION) {
          throw damaged(end + " bytes cannot become " + length);
        }
        return (int) length;
      }
    }
    throw damaged("its length is cut off");
  }

  /** Decompresses a block into an array of at least {@link #plainBytes}. */
  static void decompress(byte[] block, int end, byte[] target, int plainBytes) throws IOException {
    int at = 0;
    while (block[at++] < 0) {
      // Steps over the length, which plainBytes() has read.
    }
    int to = 0;
    while (at < end) {
      int tag = block[at++] & 0xFF;
      int length = (tag >>> 2) + 1;
      if ((tag & 3) == LITERAL) {
        if (length > 60) {
          int lengthBytes = length - 60;
          if (lengthBytes > end - at) {
            throw damaged("a length is cut off");
          }
          length = little(block, at, lengthBytes) + 1;
          at += lengthBytes;
        }
        if (length <= 0 || length > end - at || length > plainBytes - to) {
          throw damaged("literals go beyond the block");
        }
        ByteRuns.copyLiteral(block, at, target, to, length);
        at += length;
        to += length;
        continue;
      }
      int distanceBytes = (tag & 3) == NEAR_MATCH ? 1 : (tag & 3) == MATCH ? 2 : 4;
      if (distanceBytes > end - at) {
        throw damaged("a distance is cut off");
      }
      int distance = little(block, at, distanceBytes);
      at += distanceBytes;
      if (distanceBytes == 1) {
        distance |= (tag & 0xE0) << 3;
        length = ((tag >>> 2) & 7) + 4;
      }
      if (distance <= 0 || distance > to || length > plainBytes - to) {
        throw damaged("a match goes beyond the block");
      }
      ByteRuns.copyMatch(target, to, distance, length);
      to += length;
    }
    if (to != plainBytes) {
      throw damaged("it became " + to + " bytes instead of " + plainBytes);
    }
  }

  private static int little(byte[] bytes, int at, int count) {
    int value = bytes[at] & 0xFF;
    for (int i = 1; i < count; i++) {
      value |= (bytes[at + i] & 0xFF) << (8 * i);
    }
    return value;
  }

  private static IOException damaged(String how) {
    return new IOException("damaged Snappy block: " + how);
  }

  /**
   * Compresses a block of at most 64 KiB and returns the bytes written.
   *
   * @param target has room for {@link #maxCompressedBytes} from the position on
   */
  static int compress(byte[] block, int length, byte[] target, int position, MatchTable matches) {
    matches.clear();
    int to = putLength(length, target, position);
    int anchor = 0;
    int at = 0;
    int misses = 0;
    while (at < length - LAST_BYTES) {
      int matchLength = matches.findAndAdd(block, at, length);
      if (matchLength == 0) {
        at += 1 + (misses++ >> SKIP_SHIFT);
        continue;
      }
      to = putLiteral(block, anchor, at - anchor, target, to);
      to = putMatch(at - matches.matchPosition(), matchLength, target, to);
      at += matchLength;
      anchor = at;
      misses = 0;
    }
    return putLiteral(block, anchor, length - anchor, target, to) - position;
  }

  private static int putLength(int length, byte[] target, int to) {
    int at = to;
    int left = length;
    while (left >= 0x80) {
      target[at++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    target[at++] = (byte) left;
    return at;
  }

  private static int putLiteral(byte[] block, int from, int length, byte[] target, int to) {
    if (length == 0) {
      return to;
    }
    int at = to;
    int coded = length - 1;
    if (coded < 60) {
      target[at++] = (byte) (coded << 2);
    } else if (coded < 1 << 8) {
      target[at++] = (byte) (60 << 2);
      target[at++] = (byte) coded;
    } else {
      target[at++] = (byte) (61 << 2);
      target[at++] = (byte) coded;
      target[at++] = (byte) (coded >>> 8);
    }
    System.arraycopy(block, from, target, at, length);
    return at + length;
  }

  private static int putMatch(int distance, int length, byte[] target, int to) {
    int at = to;
    int left = length;
    while (left > 0) {
      int now = Math.min(left, MAX_MATCH);
      if (now >= 4 && now <= 11 && distance < 1 << 11) {
        target[at++] = (byte) (NEAR_MATCH | (now - 4) << 2 | (distance >>> 8) << 5);
        target[at++] = (byte) distance;
      } else {
        target[at++] = (byte) (MATCH | (now - 1) << 2);
        target[at++] = (byte) distance;
        target[at++] = (byte) (distance >>> 8);
      }
      left -= now;
    }
    return at;
  }
}
