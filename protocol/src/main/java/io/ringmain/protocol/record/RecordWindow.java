package io.ringmain.protocol.record;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The bytes a {@link RecordIterator} reads, always in an array, where reading is cheapest: the
 * batch's own array when it has one, or else a window that slides over an off-heap batch or over
 * the stream of a compressed one.
 *
 * <p>Belongs to its iterator's thread and is reused. The window's memory stays at {@link
 * #WINDOW_BYTES} unless a larger record is wanted whole; then it grows as bytes really arrive,
 * never because a length claims them, and shrinks back for the next batch.
 *
 * <pre>
 *   bytes  | read already | at ── readable now ── end | ...
 *                                       └── ensure(n) moves the readable bytes to the front and
 *                                           reads on from the source
 * </pre>
 */
final class RecordWindow {
  static final int WINDOW_BYTES = 16 * 1024;
  private static final InputStream ENDED = InputStream.nullInputStream();
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final byte[] NO_BYTES = new byte[0];

  /** What lies behind the readable bytes. */
  private enum Source {
    NOTHING,
    OFF_HEAP,
    STREAM
  }

  /** What is read: a batch's array, or that of {@link #own}. */
  byte[] bytes = NO_BYTES;

  /** Index of the next byte to read. */
  int at;

  /** End of the bytes readable without the source. */
  int end;

  private byte[] own = NO_BYTES;
  private Source source = Source.NOTHING;
  private InputStream stream = ENDED;
  private long streamBytesLeft;
  private ByteBuffer offHeap = NOTHING;
  private int offHeapAt;
  private int offHeapEnd;

  /** Reads a range of a buffer. */
  void wrap(ByteBuffer records, int position, int limit) {
    stream = ENDED;
    if (records.hasArray()) {
      source = Source.NOTHING;
      bytes = records.array();
      at = records.arrayOffset() + position;
      end = records.arrayOffset() + limit;
    } else {
      startWindow(Source.OFF_HEAP);
      offHeap = records;
      offHeapAt = position;
      offHeapEnd = limit;
    }
  }

  /** Reads a stream, of which more than a number of bytes is taken for a bomb. */
  void wrap(InputStream stream, long maxBytes) {
    startWindow(Source.STREAM);
    this.stream = stream;
    streamBytesLeft = maxBytes;
  }

  private void startWindow(Source source) {
    if (own.length != WINDOW_BYTES) {
      own = new byte[WINDOW_BYTES];
    }
    this.source = source;
    bytes = own;
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

  /** Bytes of the array as a buffer, whose memory is the array's. */
  ByteBuffer slice(int position, int length) {
    return ByteBuffer.wrap(bytes, position, length).slice();
  }

  /** Whether a number of bytes, at most {@link #WINDOW_BYTES}, can be had in the window. */
  boolean ensure(int bytesNeeded) {
    return end - at >= bytesNeeded || fill(bytesNeeded);
  }

  /** Whether there is nothing left, neither here nor in the source. */
  boolean isExhausted() {
    return !ensure(1);
  }

  /** Like {@link #ensure} for any number, growing the window as bytes arrive. */
  boolean ensureGrowing(int bytesNeeded) {
    while (end - at < bytesNeeded) {
      int step = Math.min(bytesNeeded, Math.max(WINDOW_BYTES, 2 * Math.min(end - at, 1 << 29)));
      if (source != Source.NOTHING && step > own.length) {
        byte[] grown = new byte[step];
        System.arraycopy(own, at, grown, 0, end - at);
        end -= at;
        at = 0;
        own = grown;
        bytes = grown;
      }
      if (!fill(step)) {
        return false;
      }
    }
    return true;
  }

  private boolean fill(int bytesNeeded) {
    if (source == Source.NOTHING) {
      return false;
    }
    System.arraycopy(bytes, at, bytes, 0, end - at);
    end -= at;
    at = 0;
    return source == Source.OFF_HEAP ? fillFromOffHeap(bytesNeeded) : fillFromStream(bytesNeeded);
  }

  private boolean fillFromOffHeap(int bytesNeeded) {
    int count = Math.min(bytes.length - end, offHeapEnd - offHeapAt);
    offHeap.get(offHeapAt, bytes, end, count);
    offHeapAt += count;
    end += count;
    return end >= bytesNeeded;
  }

  private boolean fillFromStream(int bytesNeeded) {
    try {
      while (end < bytesNeeded) {
        int count = stream.read(bytes, end, bytes.length - end);
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

  /** Steps over bytes; those of a stream that are not in the window are read and dropped. */
  void skip(int count) {
    int left = count;
    while (left > end - at) {
      left -= end - at;
      at = end;
      if (source == Source.OFF_HEAP && left <= offHeapEnd - offHeapAt) {
        offHeapAt += left;
        return;
      }
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
    return bytes[at++];
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
