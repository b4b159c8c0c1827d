package io.ringmain.protocol.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The bytes a {@link RecordIterator} reads: the records of an uncompressed batch where they lie, or
 * a window that slides over the stream of a compressed one.
 *
 * <p>Belongs to its iterator's thread and is reused. The window's memory stays at {@link
 * #WINDOW_BYTES} unless a larger record is wanted whole; then it grows as bytes really arrive,
 * never because a length claims them, and shrinks back for the next batch.
 *
 * <pre>
 *   buffer  | read already | at ── readable now ── end | ...
 *                                        └── ensure(n) moves the readable bytes to the front and
 *                                            reads on from the stream
 * </pre>
 */
final class RecordWindow {
  static final int WINDOW_BYTES = 16 * 1024;
  private static final InputStream ENDED = InputStream.nullInputStream();
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** What is read: a foreign buffer, or {@link #own}. Only absolute gets are used on it. */
  ByteBuffer buffer = NOTHING;

  /** Position of the next byte to read. */
  int at;

  /** End of the bytes readable without the stream. */
  int end;

  private ByteBuffer own = NOTHING;
  private InputStream stream = ENDED;
  private boolean streaming;
  private long streamBytesLeft;

  /** Reads a range of a buffer where it lies. */
  void wrap(ByteBuffer records, int position, int limit) {
    stream = ENDED;
    streaming = false;
    buffer = records;
    at = position;
    end = limit;
  }

  /** Reads a stream, of which more than a number of bytes is taken for a bomb. */
  void wrap(InputStream stream, long maxBytes) {
    if (own.capacity() != WINDOW_BYTES) {
      own = ByteBuffer.allocate(WINDOW_BYTES);
    }
    this.stream = stream;
    streaming = true;
    streamBytesLeft = maxBytes;
    buffer = own;
    at = 0;
    end = 0;
  }

  void close() {
    InputStream closing = stream;
    wrap(NOTHING, 0, 0);
    try {
      closing.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Whether a number of bytes, at most {@link #WINDOW_BYTES}, can be had in the window. */
  boolean ensure(int bytes) {
    return end - at >= bytes || fill(bytes);
  }

  /** Whether there is nothing left, neither here nor in the stream. */
  boolean isExhausted() {
    return !ensure(1);
  }

  /** Like {@link #ensure} for any number, growing the window as bytes arrive. */
  boolean ensureGrowing(int bytes) {
    while (end - at < bytes) {
      int step = Math.min(bytes, Math.max(WINDOW_BYTES, 2 * Math.min(end - at, 1 << 29)));
      if (streaming && step > own.capacity()) {
        ByteBuffer grown = ByteBuffer.allocate(step);
        grown.put(0, own, at, end - at);
        end -= at;
        at = 0;
        own = grown;
        buffer = grown;
      }
      if (!fill(step)) {
        return false;
      }
    }
    return true;
  }

  private boolean fill(int bytes) {
    if (!streaming) {
      return false;
    }
    byte[] array = own.array();
    System.arraycopy(array, at, array, 0, end - at);
    end -= at;
    at = 0;
    try {
      while (end < bytes) {
        int count = stream.read(array, end, array.length - end);
        if (count < 0) {
          return false;
        }
        end += count;
        streamBytesLeft -= count;
        if (streamBytesLeft < 0) {
          throw new InvalidRecordsException(
              BatchFault.INVALID_RECORD, "the records decompress to more bytes than allowed");
        }
      }
      return true;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Steps over bytes, reading them from the stream as far as they are not in the window. */
  void skip(int bytes) {
    int left = bytes;
    while (left > end - at) {
      left -= end - at;
      at = end;
      if (!ensure(1)) {
        throw truncated();
      }
    }
    at += left;
  }

  byte readByte() {
    if (at >= end) {
      throw truncated();
    }
    return buffer.get(at++);
  }

  /** Reads a zigzag int of at most 5 bytes; all of them must be in the window. */
  int readVarint() {
    int raw = readByte();
    if (raw >= 0) {
      return (raw >>> 1) ^ -(raw & 1);
    }
    raw &= 0x7F;
    for (int shift = 7; shift < 7 * Varint.MAX_INT_BYTES; shift += 7) {
      byte next = readByte();
      raw |= (next & 0x7F) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new InvalidRecordsException(
        BatchFault.INVALID_RECORD, "a record has a varint of more than 5 bytes");
  }

  /** Reads a zigzag long of at most 10 bytes; all of them must be in the window. */
  long readVarlong() {
    long raw = readByte();
    if (raw >= 0) {
      return (raw >>> 1) ^ -(raw & 1);
    }
    raw &= 0x7F;
    for (int shift = 7; shift < 7 * Varint.MAX_LONG_BYTES; shift += 7) {
      byte next = readByte();
      raw |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw new InvalidRecordsException(
        BatchFault.INVALID_RECORD, "a record has a varlong of more than 10 bytes");
  }

  static InvalidRecordsException truncated() {
    return new InvalidRecordsException(
        BatchFault.INVALID_RECORD, "the records end inside a record");
  }

  private static InvalidRecordsException unreadable(IOException e) {
    return new InvalidRecordsException(
        BatchFault.INVALID_RECORD, "the records cannot be decompressed: " + e.getMessage(), e);
  }
}
