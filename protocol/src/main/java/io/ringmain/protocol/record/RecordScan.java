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

  /** In place of where headers end, and of a word, in which no number ends then. */
  private static final int UNUSUAL = -1;

  // Of a record that was read byte by byte, up to its key.
  private int headLengthSize;
  private int headBodyBytes;
  private long headTimestampDelta;
  private int headOffsetDelta;
  private int headKeyLength;
  private int headSizeBytes;

  // Of all records.
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
    int lastWordAt = bytes.limit() - Long.BYTES;
    int at = from;
    long smallest = Long.MAX_VALUE;
    long largest = Long.MIN_VALUE;
    boolean follow = true;
    boolean keys = true;
    for (int index = 0; index < recordsCount; index++) {
      // What comes before a record's key mostly takes no more than eight bytes.
      long word = at <= lastWordAt ? Long.reverseBytes(bytes.getLong(at)) : UNUSUAL;
      int lengthSize = sizeIn(word);
      int bodyBytes = numberIn(word, lengthSize);
      // The attributes of a record have no meaning yet.
      long rest = word >>> (8 * lengthSize + 8);
      int timestampSize = sizeIn(rest);
      long timestampDelta = numberIn(rest, timestampSize);
      rest >>>= 8 * timestampSize;
      int offsetSize = sizeIn(rest);
      int offsetDelta = numberIn(rest, offsetSize);
      rest >>>= 8 * offsetSize;
      int keySize = sizeIn(rest);
      int keyLength = numberIn(rest, keySize);
      int headBytes = lengthSize + 1 + timestampSize + offsetSize + keySize;
      if ((lengthSize | timestampSize | offsetSize | keySize) >= 4 || headBytes > Long.BYTES) {
        if (!readHead(bytes, at)) {
          return false;
        }
        lengthSize = headLengthSize;
        bodyBytes = headBodyBytes;
        timestampDelta = headTimestampDelta;
        offsetDelta = headOffsetDelta;
        keyLength = headKeyLength;
        headBytes = headSizeBytes;
      }
      int bodyAt = at + lengthSize;
      if (bodyBytes < 0 || bodyBytes > end - bodyAt) {
        return false;
      }
      int bodyEnd = bodyAt + bodyBytes;
      int valueAt = at + headBytes + Math.max(0, keyLength);
      long valueLength = shortVarint(bytes, valueAt, lastWordAt);
      int headersAt = valueAt + size(valueLength) + Math.max(0, (int) value(valueLength));
      long headersCount = varint(bytes, headersAt);
      int recordEnd = headersAt + size(headersCount);
      if (isUnusualInt(valueLength) || isUnusualInt(headersCount)) {
        return false;
      }
      if (value(headersCount) != 0) {
        recordEnd = skipHeaders(bytes, recordEnd, bodyEnd, value(headersCount));
      }
      if (recordEnd != bodyEnd) {
        return false;
      }
      smallest = Math.min(smallest, timestampDelta);
      largest = Math.max(largest, timestampDelta);
      follow &= offsetDelta == index;
      keys &= keyLength >= 0;
      at = bodyEnd;
    }
    smallestTimestampDelta = smallest;
    largestTimestampDelta = largest;
    offsetsFollow = follow;
    allHaveKeys = keys;
    return at == end;
  }

  /**
   * Bytes of the varint in the low bits, if these are one or two; else 4. With branches: they are
   * foreseen, so that the next record is read before this one is understood.
   */
  private static int sizeIn(long word) {
    return (word & 0x80) == 0 ? 1 : (word & 0x8000) == 0 ? 2 : 4;
  }

  private static int numberIn(long word, int size) {
    int low = (int) word;
    return unzigzag(size == 1 ? low & 0x7F : (low & 0x7F) | ((low >>> 1) & 0x3F80));
  }

  /** Reads what comes before a key byte by byte; false when a number is longer than usual. */
  private boolean readHead(ByteBuffer bytes, int from) {
    long length = varint(bytes, from);
    int at = from + size(length) + 1;
    long timestamp = varint(bytes, at);
    at += size(timestamp);
    long offset = varint(bytes, at);
    at += size(offset);
    long key = varint(bytes, at);
    headLengthSize = size(length);
    headBodyBytes = (int) value(length);
    headTimestampDelta = value(timestamp);
    headOffsetDelta = (int) value(offset);
    headKeyLength = (int) value(key);
    headSizeBytes = at + size(key) - from;
    return size(timestamp) != 0
        && !isUnusualInt(length)
        && !isUnusualInt(offset)
        && !isUnusualInt(key);
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
      at += size(keyLength) + Math.max(0, (int) value(keyLength));
      long valueLength = varint(bytes, at);
      at += size(valueLength) + Math.max(0, (int) value(valueLength));
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

  private static long shortVarint(ByteBuffer bytes, int at, int lastWordAt) {
    if (at <= lastWordAt) {
      long word = Long.reverseBytes(bytes.getLong(at));
      int size = sizeIn(word);
      if (size < 4) {
        return (long) numberIn(word, size) << SIZE_BITS | size;
      }
    }
    return varint(bytes, at);
  }

  /** A zigzag number and, in the low bits, the bytes it takes: none when these are too many. */
  private static long varint(ByteBuffer bytes, int at) {
    int first = bytes.get(at);
    if (first >= 0) {
      return (long) unzigzag(first) << SIZE_BITS | 1;
    }
    int second = bytes.get(at + 1);
    if (second >= 0) {
      return (long) unzigzag((second << 7) | (first & 0x7F)) << SIZE_BITS | 2;
    }
    return longVarint(bytes, at);
  }

  private static long longVarint(ByteBuffer bytes, int at) {
    long raw = 0;
    for (int index = 0; index < MOST_LONG_BYTES; index++) {
      byte next = bytes.get(at + index);
      raw |= (next & 0x7FL) << (7 * index);
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

  private static boolean isUnusualInt(long varint) {
    int size = size(varint);
    return size == 0 || size > MOST_INT_BYTES;
  }
}
