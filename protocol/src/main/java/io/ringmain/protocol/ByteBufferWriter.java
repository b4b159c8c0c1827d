package io.ringmain.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Writes into one buffer from its position on, copying records that are in memory.
 *
 * <p>The buffer has to be big enough, which {@code message.size(version)} tells; it throws {@link
 * java.nio.BufferOverflowException} otherwise. One thread at a time; reusable by {@link #reset}.
 * Hot path: a string is allocated for only if it is not plain ASCII or the buffer is outside the
 * heap.
 */
public final class ByteBufferWriter implements Writer {
  private ByteBuffer buffer;

  public ByteBufferWriter(ByteBuffer buffer) {
    reset(buffer);
  }

  /** The bytes of a message, exactly. */
  public static ByteBuffer encode(Message message, short version) {
    ByteBuffer buffer = ByteBuffer.allocate(message.size(version));
    message.write(new ByteBufferWriter(buffer), version);
    return buffer.flip();
  }

  /** Goes on in another buffer. */
  public ByteBufferWriter reset(ByteBuffer buffer) {
    if (buffer.order() != ByteOrder.BIG_ENDIAN) {
      throw new IllegalArgumentException("the protocol is big endian, the buffer is not");
    }
    this.buffer = Objects.requireNonNull(buffer, "buffer");
    return this;
  }

  public ByteBuffer buffer() {
    return buffer;
  }

  @Override
  public void writeByte(byte value) {
    buffer.put(value);
  }

  @Override
  public void writeShort(short value) {
    buffer.putShort(value);
  }

  @Override
  public void writeInt(int value) {
    buffer.putInt(value);
  }

  @Override
  public void writeLong(long value) {
    buffer.putLong(value);
  }

  @Override
  public void writeDouble(double value) {
    buffer.putDouble(value);
  }

  @Override
  public void writeUnsignedVarint(int value) {
    Varints.writeUnsigned(buffer, value);
  }

  @Override
  public void writeVarint(int value) {
    Varints.write(buffer, value);
  }

  @Override
  public void writeVarlong(long value) {
    Varints.write(buffer, value);
  }

  @Override
  public void writeBytes(ByteBuffer bytes) {
    int length = bytes.remaining();
    if (length > buffer.remaining()) {
      throw new java.nio.BufferOverflowException();
    }
    buffer.put(buffer.position(), bytes, bytes.position(), length);
    buffer.position(buffer.position() + length);
  }

  @Override
  public void writeBytes(byte[] bytes) {
    buffer.put(bytes);
  }

  @Override
  public void writeUtf8(String text, int utf8Length) {
    if (utf8Length == text.length()) {
      for (int i = 0; i < utf8Length; i++) {
        buffer.put((byte) text.charAt(i));
      }
    } else {
      buffer.put(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void writeRecords(Records records) {
    if (!(records instanceof BufferRecords(ByteBuffer bytes))) {
      throw new IllegalArgumentException(
          "records of "
              + records.getClass().getSimpleName()
              + " cannot be copied into a buffer, only BufferRecords");
    }
    writeBytes(bytes);
  }
}
