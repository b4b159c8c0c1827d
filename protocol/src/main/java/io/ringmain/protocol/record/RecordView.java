package io.ringmain.protocol.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One record seen in place: the flyweight a {@link RecordIterator} moves along a batch.
 *
 * <p>Valid until the iterator moves on; so are the slices, for they may lie in the iterator's
 * window. Reading numbers and lengths allocates nothing; each slice and list does. When the
 * iterator skips contents, keys, values and headers have lengths but no bytes.
 */
public final class RecordView {
  RecordWindow window = new RecordWindow();
  long baseOffset;
  int sizeBytes;
  long timestamp;
  int offsetDelta;
  int keyPosition;
  int keyLength;
  int valuePosition;
  int valueLength;
  int headersPosition;
  int headersEnd;
  int headersCount;

  RecordView() {}

  public long offset() {
    return baseOffset + offsetDelta;
  }

  /** Offset relative to the batch's base offset. */
  public int offsetDelta() {
    return offsetDelta;
  }

  /** The record's own timestamp, or the batch's when that was set at append. */
  public long timestamp() {
    return timestamp;
  }

  /** Bytes of the record, its length prefix included, decompressed. */
  public int sizeBytes() {
    return sizeBytes;
  }

  public boolean hasKey() {
    return keyLength >= 0;
  }

  /** Length of the key, negative for a null key. */
  public int keyLength() {
    return keyLength;
  }

  /** The key's bytes; to be asked for only when there is one. */
  public ByteBuffer key() {
    return slice(keyPosition, keyLength, "key");
  }

  /** Whether there is a value; a record without one is a tombstone in a compacted topic. */
  public boolean hasValue() {
    return valueLength >= 0;
  }

  /** Length of the value, negative for a null value. */
  public int valueLength() {
    return valueLength;
  }

  /** The value's bytes; to be asked for only when there is one. */
  public ByteBuffer value() {
    return slice(valuePosition, valueLength, "value");
  }

  public int headersCount() {
    return headersCount;
  }

  /** The headers as objects, copied. */
  public List<RecordHeader> headers() {
    RecordWindow reading = new RecordWindow();
    reading.wrap(headersBytes(), 0, headersEnd - headersPosition);
    List<RecordHeader> headers = new ArrayList<>();
    int count = reading.readVarint();
    for (int i = 0; i < count; i++) {
      String key = StandardCharsets.UTF_8.decode(copy(reading, reading.readVarint())).toString();
      int valueBytes = reading.readVarint();
      headers.add(new RecordHeader(key, valueBytes < 0 ? null : copy(reading, valueBytes)));
    }
    return headers;
  }

  /** The headers as they are encoded, their count in front. */
  ByteBuffer headersBytes() {
    return slice(headersPosition, headersEnd - headersPosition, "headers");
  }

  private static ByteBuffer copy(RecordWindow reading, int length) {
    byte[] bytes = Arrays.copyOfRange(reading.bytes, reading.at, reading.at + length);
    reading.at += length;
    return ByteBuffer.wrap(bytes);
  }

  private ByteBuffer slice(int position, int length, String what) {
    if (length < 0) {
      throw new IllegalStateException("record " + offset() + " has no " + what);
    }
    if (position < 0) {
      throw new IllegalStateException("the iterator skips contents, there is no " + what);
    }
    return window.slice(position, length);
  }
}
