package io.ringmain.protocol;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Writes into one buffer from its position on, copying records that are in memory.
 *
 * <p>The buffer has to be big enough, which {@code message.size(version)} tells; it throws {@link
 * BufferOverflowException} otherwise. One thread at a time; reusable by {@link #reset}. Hot path:
 * allocates only for strings that are not plain ASCII.
 */
public final class ByteBufferWriter implements Writer {
  private ByteBuffer buffer;

  /** Where strings pass through on their way out of the heap. */
  private byte[] scratch = new byte[0];

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
      throw new BufferOverflowException();
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
      writeAscii(text, utf8Length);
    } else {
      buffer.put(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  // The one method of String that copies without allocating. It takes the low byte of each char,
  // which
  // is why it is deprecated, and which is right for ASCII.
  @SuppressWarnings("deprecation")
  private void writeAscii(String text, int length) {
    if (length > buffer.remaining()) {
      throw new BufferOverflowException();
    }
    if (buffer.hasArray()) {
      int position = buffer.position();
      text.getBytes(0, length, buffer.array(), buffer.arrayOffset() + position);
      buffer.position(position + length);
      return;
    }
    if (scratch.length < length) {
      scratch = new byte[Math.max(64, Integer.highestOneBit(length) << 1)];
    }
    text.getBytes(0, length, scratch, 0);
    buffer.put(scratch, 0, length);
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
