package io.ringmain.protocol.compress;

import java.io.IOException;

/**
 * The LZ4 block format: sequences of a literal run and a match, the last one without a match.
 *
 * <pre>
 *   token int8: literal length 0-15 | match length - 4, 0-15
 *   literal length's rest  if 15: bytes to add, the last one below 255
 *   literals
 *   distance               int16 little-endian, 1 to 65535 bytes back
 *   match length's rest    like that of the literals
 *
 *   the last five bytes are literals, and no match begins within the last twelve
 * </pre>
 */
final class Lz4Block {
  private static final int LAST_LITERALS = 5;
  private static final int LAST_MATCH_BEGINS = 12;
  private static final int MIN_MATCH = MatchTable.LEAST_MATCH;
  private static final int RUN_MASK = 15;
  private static final int SKIP_SHIFT = 6;

  /** Room that a short sequence may read and write at most, in whole words. */
  private static final int FAST_READ = 32;

  private static final int FAST_WRITE = 48;

  private Lz4Block() {}

  /** The most bytes a block can become. */
  static int maxCompressedBytes(int plainBytes) {
    return plainBytes + plainBytes / 255 + 16;
  }

  /**
   * Decompresses a block and returns how many bytes it became.
   *
   * @throws IOException if it is damaged or does not fit the target
   */
  static int decompress(byte[] block, int from, int end, byte[] target) throws IOException {
    int at = from;
    int to = 0;
    int fastEnd = end - FAST_READ;
    int fastTo = target.length - FAST_WRITE;
    while (at < end) {
      int token = block[at++] & 0xFF;
      int literals = token >>> 4;
      if (literals < RUN_MASK && (token & RUN_MASK) < RUN_MASK && at < fastEnd && to < fastTo) {
        // Nearly all sequences are short ones far from the ends: copied without counting.
        ByteRuns.copy16(block, at, target, to);
        at += literals;
        to += literals;
        int distance = ByteRuns.shortAt(block, at) & 0xFFFF;
        if (distance >= Long.BYTES && distance <= to) {
          at += Short.BYTES;
          ByteRuns.copy8(target, to - distance, target, to);
          ByteRuns.copy8(target, to - distance + 8, target, to + 8);
          ByteRuns.copy8(target, to - distance + 16, target, to + 16);
          to += (token & RUN_MASK) + MIN_MATCH;
          continue;
        }
        at -= literals;
        to -= literals;
      }
      if (literals == RUN_MASK) {
        int next;
        do {
          if (at >= end) {
            throw damaged("a length is cut off");
          }
          next = block[at++] & 0xFF;
          literals += next;
        } while (next == 255);
      }
      if (literals > end - at || literals > target.length - to) {
        throw damaged("literals go beyond the block");
      }
      ByteRuns.copyLiteral(block, at, target, to, literals);
      at += literals;
      to += literals;
      if (at == end) {
        return to;
      }
      if (end - at < Short.BYTES) {
        throw damaged("a distance is cut off");
      }
      int distance = (block[at] & 0xFF) | (block[at + 1] & 0xFF) << 8;
      at += Short.BYTES;
      int length = token & RUN_MASK;
      if (length == RUN_MASK) {
        int next;
        do {
          if (at >= end) {
            throw damaged("a length is cut off");
          }
          next = block[at++] & 0xFF;
          length += next;
        } while (next == 255);
      }
      length += MIN_MATCH;
      if (distance == 0 || distance > to || length > target.length - to) {
        throw damaged("a match goes beyond the block");
      }
      ByteRuns.copyMatch(target, to, distance, length);
      to += length;
    }
    throw damaged("it ends without its last literals");
  }

  private static IOException damaged(String how) {
    return new IOException("damaged LZ4 block: " + how);
  }

  /**
   * Compresses a block of at most 64 KiB and returns the bytes written.
   *
   * @param target has room for {@link #maxCompressedBytes} from the position on
   */
  static int compress(byte[] block, int length, byte[] target, int position, MatchTable matches) {
    matches.clear();
    int to = position;
    int anchor = 0;
    int at = 0;
    int lastMatchAt = length - LAST_MATCH_BEGINS;
    int matchEnd = length - LAST_LITERALS;
    int misses = 0;
    while (at <= lastMatchAt) {
      int matchLength = matches.findAndAdd(block, at, matchEnd);
      if (matchLength == 0) {
        // Incompressible stretches are crossed in growing steps, unless asked to be thorough.
        at += matches.isThorough() ? 1 : 1 + (misses++ >> SKIP_SHIFT);
        continue;
      }
      int distance = at - matches.matchPosition();
      to = putSequence(block, anchor, at - anchor, distance, matchLength, target, to);
      if (matches.isThorough()) {
        int lastAdded = Math.min(at + matchLength - 1, lastMatchAt);
        for (int inside = at + 1; inside <= lastAdded; inside++) {
          matches.add(block, inside);
        }
      }
      at += matchLength;
      anchor = at;
      misses = 0;
    }
    return putLiterals(block, anchor, length - anchor, target, to) - position;
  }

  private static int putSequence(
      byte[] block, int from, int literals, int distance, int matchLength, byte[] target, int to) {
    int tokenAt = to;
    int at = putLiterals(block, from, literals, target, to);
    target[at++] = (byte) distance;
    target[at++] = (byte) (distance >>> 8);
    int rest = matchLength - MIN_MATCH;
    target[tokenAt] |= (byte) Math.min(rest, RUN_MASK);
    return rest >= RUN_MASK ? putLengthRest(rest - RUN_MASK, target, at) : at;
  }

  /** Writes a token without a match length, and the literals. */
  private static int putLiterals(byte[] block, int from, int literals, byte[] target, int to) {
    int at = to;
    target[at++] = (byte) (Math.min(literals, RUN_MASK) << 4);
    if (literals >= RUN_MASK) {
      at = putLengthRest(literals - RUN_MASK, target, at);
    }
    System.arraycopy(block, from, target, at, literals);
    return at + literals;
  }

  private static int putLengthRest(int rest, byte[] target, int to) {
    int at = to;
    int left = rest;
    while (left >= 255) {
      target[at++] = (byte) 255;
      left -= 255;
    }
    target[at++] = (byte) left;
    return at;
  }
}
