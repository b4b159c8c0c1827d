package io.ringmain.protocol.record;

import java.nio.ByteBuffer;

/**
 * Looks over the records of an uncompressed batch where they lie: one pass, no copy, no object.
 *
 * <p>Used by the {@link BatchValidator} on transport threads; reused. It knows whole records of
 * usual sizes only. Of a batch that has anything else it says so, and the {@link RecordIterator},
 * which knows them all and costs several times as much, has the last word on it.
 *
 * <pre>
 *   length │ attributes │ timestamp delta │ offset delta │ key length, key │ value length, value │ headers
 *   varint │ int8       │ varlong         │ varint       │ varint          │ varint              │ varint…
 * </pre>
 */
final class RecordScan {
  /** A varint of more bytes is not usual. */
  private static final int MOST_INT_BYTES = 4;

  private static final int MOST_LONG_BYTES = 8;

  /** Low bits of what {@link #varint} returns, which say how many bytes it took. */
  private static final int SIZE_BITS = 4;

  private static final int SIZE_MASK = (1 << SIZE_BITS) - 1;

  private static final int UNUSUAL = -1;

  private long smallestTimestampDelta;
  private long largestTimestampDelta;
  private boolean offsetsFollow;
  private boolean allHaveKeys;

  /** Whether the records are as many as the batch claims, whole, and of usual sizes. */
  boolean scan(RecordBatchView batch) {
    try {
      return scan(
          batch.buffer(), batch.recordsPosition(), batch.endPosition(), batch.recordsCount());
    } catch (IndexOutOfBoundsException beyondTheBuffer) {
      return false;
    }
  }

  private boolean scan(ByteBuffer bytes, int from, int end, int recordsCount) {
    int at = from;
    long smallest = Long.MAX_VALUE;
    long largest = Long.MIN_VALUE;
    boolean follow = true;
    boolean keys = true;
    for (int index = 0; index < recordsCount; index++) {
      long length = varint(bytes, at);
      at += size(length);
      int bodyBytes = (int) value(length);
      if (isUnusualInt(length) || bodyBytes < 0 || bodyBytes > end - at) {
        return false;
      }
      int bodyEnd = at + bodyBytes;
      // The attributes of a record have no meaning yet.
      long timestampDelta = varint(bytes, at + 1);
      at += 1 + size(timestampDelta);
      long offsetDelta = varint(bytes, at);
      at += size(offsetDelta);
      long keyLength = varint(bytes, at);
      at += size(keyLength) + bytesOf(keyLength);
      long valueLength = varint(bytes, at);
      at += size(valueLength) + bytesOf(valueLength);
      long headersCount = varint(bytes, at);
      at += size(headersCount);
      if (size(timestampDelta) == 0
          || isUnusualInt(offsetDelta)
          || isUnusualInt(keyLength)
          || isUnusualInt(valueLength)
          || isUnusualInt(headersCount)) {
        return false;
      }
      if (value(headersCount) != 0) {
        at = skipHeaders(bytes, at, bodyEnd, value(headersCount));
      }
      if (at != bodyEnd) {
        return false;
      }
      smallest = Math.min(smallest, value(timestampDelta));
      largest = Math.max(largest, value(timestampDelta));
      follow &= value(offsetDelta) == index;
      keys &= value(keyLength) >= 0;
    }
    smallestTimestampDelta = smallest;
    largestTimestampDelta = largest;
    offsetsFollow = follow;
    allHaveKeys = keys;
    return at == end;
  }

  /** Where the headers end, or {@link #UNUSUAL}. */
  private static int skipHeaders(ByteBuffer bytes, int from, int bodyEnd, long headersCount) {
    if (headersCount < 0) {
      return UNUSUAL;
    }
    int at = from;
    for (long header = 0; header < headersCount; header++) {
      if (at >= bodyEnd) {
        return UNUSUAL;
      }
      long keyLength = varint(bytes, at);
      at += size(keyLength) + bytesOf(keyLength);
      long valueLength = varint(bytes, at);
      at += size(valueLength) + bytesOf(valueLength);
      if (isUnusualInt(keyLength) || isUnusualInt(valueLength) || value(keyLength) < 0) {
        return UNUSUAL;
      }
    }
    return at;
  }

  /** Of the records looked over last; a delta is what is added to the batch's base timestamp. */
  long smallestTimestampDelta() {
    return smallestTimestampDelta;
  }

  long largestTimestampDelta() {
    return largestTimestampDelta;
  }

  /** Whether the offset deltas are 0, 1, 2… */
  boolean offsetsFollow() {
    return offsetsFollow;
  }

  boolean allHaveKeys() {
    return allHaveKeys;
  }

  /** A zigzag number and, in the low bits, the bytes it takes: none when these are too many. */
  private static long varint(ByteBuffer bytes, int at) {
    int first = bytes.get(at);
    if (first >= 0) {
      return (long) unzigzag(first) << SIZE_BITS | 1;
    }
    int second = bytes.get(at + 1);
    if (second >= 0) {
      return (long) unzigzag(second << 7 | first & 0x7F) << SIZE_BITS | 2;
    }
    return longVarint(bytes, at);
  }

  private static long longVarint(ByteBuffer bytes, int at) {
    long raw = 0;
    for (int index = 0; index < MOST_LONG_BYTES; index++) {
      byte next = bytes.get(at + index);
      raw |= (next & 0x7FL) << 7 * index;
      if (next >= 0) {
        return ((raw >>> 1) ^ -(raw & 1)) << SIZE_BITS | (index + 1);
      }
    }
    return 0;
  }

  private static int unzigzag(int raw) {
    return (raw >>> 1) ^ -(raw & 1);
  }

  private static long value(long varint) {
    return varint >> SIZE_BITS;
  }

  private static int size(long varint) {
    return (int) varint & SIZE_MASK;
  }

  /** Bytes that follow a length; a negative one is a null. */
  private static int bytesOf(long length) {
    return Math.max(0, (int) value(length));
  }

  private static boolean isUnusualInt(long varint) {
    int size = size(varint);
    return size == 0 || size > MOST_INT_BYTES;
  }
}
