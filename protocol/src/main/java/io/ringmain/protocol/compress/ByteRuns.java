package io.ringmain.protocol.compress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Comparing and copying runs of bytes eight at a time, for the LZ77 codecs. Every access is checked
 * against its array; nothing here can read or write beside it.
 */
final class ByteRuns {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private ByteRuns() {}

  static short shortAt(byte[] bytes, int position) {
    return (short) SHORTS.get(bytes, position);
  }

  static void copy8(byte[] from, int position, byte[] to, int target) {
    LONGS.set(to, target, (long) LONGS.get(from, position));
  }

  static void copy16(byte[] from, int position, byte[] to, int target) {
    copy8(from, position, to, target);
    copy8(from, position + 8, to, target + 8);
  }

  static int intAt(byte[] bytes, int position) {
    return (int) INTS.get(bytes, position);
  }

  static void putInt(byte[] bytes, int position, int value) {
    INTS.set(bytes, position, value);
  }

  /** How many bytes from two positions on are equal, before an end for the later one. */
  static int commonLength(byte[] bytes, int earlier, int later, int end) {
    int start = later;
    while (later <= end - Long.BYTES) {
      long difference = (long) LONGS.get(bytes, earlier) ^ (long) LONGS.get(bytes, later);
      if (difference != 0) {
        return later - start + (Long.numberOfTrailingZeros(difference) >>> 3);
      }
      earlier += Long.BYTES;
      later += Long.BYTES;
    }
    while (later < end && bytes[earlier] == bytes[later]) {
      earlier++;
      later++;
    }
    return later - start;
  }

  /**
   * Copies a literal run, whose bounds the caller has checked. Short ones may write up to 16 bytes,
   * all inside the array, what is too much being overwritten by what follows.
   */
  static void copyLiteral(byte[] from, int position, byte[] to, int target, int length) {
    if (length <= 16 && position <= from.length - 16 && target <= to.length - 16) {
      copy16(from, position, to, target);
    } else {
      System.arraycopy(from, position, to, target, length);
    }
  }

  /** Repeats what was written a distance ago, whose bounds the caller has checked. */
  static void copyMatch(byte[] bytes, int target, int distance, int length) {
    int end = target + length;
    int source = target - distance;
    if (distance >= Long.BYTES) {
      if (end <= bytes.length - Long.BYTES) {
        for (; target < end; target += Long.BYTES, source += Long.BYTES) {
          LONGS.set(bytes, target, (long) LONGS.get(bytes, source));
        }
        return;
      }
    } else if (distance == 1) {
      Arrays.fill(bytes, target, end, bytes[source]);
      return;
    }
    while (target < end) {
      bytes[target++] = bytes[source++];
    }
  }
}
