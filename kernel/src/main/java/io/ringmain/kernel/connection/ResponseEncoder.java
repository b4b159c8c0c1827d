package io.ringmain.kernel.connection;

import io.ringmain.kernel.fetch.SliceRecords;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.Message;
import io.ringmain.protocol.Records;
import io.ringmain.protocol.Varints;
import io.ringmain.protocol.Writer;
import io.ringmain.spi.transport.FramePart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes a response into the parts of a frame: what is computed goes into one buffer, records stay
 * where they lie.
 *
 * <pre>
 *   buffer:  | header, throttle, topics … | partition, error … | end |
 *   parts:   └── Buffer ──┘ Slice └── Buffer ──┘ Slice └ Buffer ┘
 * </pre>
 *
 * <p>One for each transport thread, reused: the parts are valid until the next response. Hot path.
 */
final class ResponseEncoder implements Writer {
  private static final int INITIAL_BYTES = 4 << 10;

  /** A buffer that one large response has made larger than this is not kept. */
  private static final int KEPT_BYTES = 1 << 20;

  private final List<FramePart> parts = new ArrayList<>();
  private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_BYTES);
  private int partStart;

  /** Encodes header and body; the parts are valid until the next call. */
  List<FramePart> encode(Message header, short headerVersion, ApiMessage body, short version) {
    parts.clear();
    partStart = 0;
    if (buffer.capacity() > KEPT_BYTES) {
      buffer = ByteBuffer.allocate(INITIAL_BYTES);
    }
    buffer.clear();
    header.write(this, headerVersion);
    body.write(this, version);
    endPart();
    return parts;
  }

  private void endPart() {
    int end = buffer.position();
    if (end > partStart) {
      parts.add(new FramePart.Buffer(buffer.slice(partStart, end - partStart)));
    }
    partStart = end;
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      grow(bytes);
    }
    return buffer;
  }

  /** Parts already made keep the old array, so nothing moves under them. */
  private void grow(int bytes) {
    int needed = buffer.position() + bytes;
    ByteBuffer larger = ByteBuffer.allocate(Math.max(needed, buffer.capacity() * 2));
    larger.put(buffer.flip());
    buffer = larger;
  }

  @Override
  public void writeByte(byte value) {
    room(1).put(value);
  }

  @Override
  public void writeShort(short value) {
    room(2).putShort(value);
  }

  @Override
  public void writeInt(int value) {
    room(4).putInt(value);
  }

  @Override
  public void writeLong(long value) {
    room(8).putLong(value);
  }

  @Override
  public void writeDouble(double value) {
    room(8).putDouble(value);
  }

  @Override
  public void writeUnsignedVarint(int value) {
    Varints.writeUnsigned(room(5), value);
  }

  @Override
  public void writeVarint(int value) {
    Varints.write(room(5), value);
  }

  @Override
  public void writeVarlong(long value) {
    Varints.write(room(10), value);
  }

  @Override
  public void writeBytes(ByteBuffer bytes) {
    int size = bytes.remaining();
    ByteBuffer target = room(size);
    target.put(target.position(), bytes, bytes.position(), size);
    target.position(target.position() + size);
  }

  @Override
  public void writeBytes(byte[] bytes) {
    room(bytes.length).put(bytes);
  }

  @Override
  public void writeUtf8(String text, int utf8Length) {
    ByteBuffer target = room(utf8Length);
    if (utf8Length == text.length()) {
      for (int i = 0; i < utf8Length; i++) {
        target.put((byte) text.charAt(i));
      }
    } else {
      target.put(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void writeRecords(Records records) {
    switch (records) {
      case SliceRecords slice -> {
        endPart();
        parts.add(new FramePart.Slice(slice.slice()));
      }
      case BufferRecords bytes -> writeBytes(bytes.buffer());
      default -> throw new IllegalArgumentException("cannot send " + records.getClass().getName());
    }
  }
}
