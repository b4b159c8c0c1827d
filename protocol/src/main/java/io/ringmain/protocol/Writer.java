package io.ringmain.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * Where messages are written to, big endian.
 *
 * <p>{@link ByteBufferWriter} is the plain one. The broker has another that keeps {@link Records}
 * as parts of their own. Everything from {@link #writeBoolean} on is Kafka's formats made of the
 * operations above; null is written as the format's null. Hot path: allocates nothing for what is
 * plain ASCII.
 */
public interface Writer {
  void writeByte(byte value);

  void writeShort(short value);

  void writeInt(int value);

  void writeLong(long value);

  void writeDouble(double value);

  void writeUnsignedVarint(int value);

  void writeVarint(int value);

  void writeVarlong(long value);

  /** Writes what remains in the buffer, and leaves the buffer's position alone. */
  void writeBytes(ByteBuffer bytes);

  void writeBytes(byte[] bytes);

  /**
   * Writes a text without a length.
   *
   * @param utf8Length its {@link Utf8#length}
   */
  void writeUtf8(String text, int utf8Length);

  /** Writes records without a length; which kinds are possible is the writer's affair. */
  void writeRecords(Records records);

  default void writeBoolean(boolean value) {
    writeByte((byte) (value ? 1 : 0));
  }

  default void writeUnsignedShort(int value) {
    writeShort((short) value);
  }

  default void writeUnsignedInt(long value) {
    writeInt((int) value);
  }

  default void writeUuid(UUID value) {
    writeLong(value.getMostSignificantBits());
    writeLong(value.getLeastSignificantBits());
  }

  default void writeString(String text) {
    if (text == null) {
      writeShort((short) -1);
      return;
    }
    int length = checkedLength(text);
    writeShort((short) length);
    writeUtf8(text, length);
  }

  default void writeCompactString(String text) {
    if (text == null) {
      writeUnsignedVarint(0);
      return;
    }
    int length = checkedLength(text);
    writeUnsignedVarint(length + 1);
    writeUtf8(text, length);
  }

  private static int checkedLength(String text) {
    int length = Utf8.length(text);
    if (length > Short.MAX_VALUE) {
      throw new IllegalArgumentException("a string of " + length + " bytes, allowed are 32767");
    }
    return length;
  }

  default void writeBytesField(ByteBuffer bytes) {
    writeInt(bytes == null ? -1 : bytes.remaining());
    if (bytes != null) {
      writeBytes(bytes);
    }
  }

  default void writeCompactBytesField(ByteBuffer bytes) {
    writeUnsignedVarint(bytes == null ? 0 : bytes.remaining() + 1);
    if (bytes != null) {
      writeBytes(bytes);
    }
  }

  default void writeRecordsField(Records records) {
    int sizeBytes = records == null ? -1 : records.sizeBytes();
    writeInt(sizeBytes);
    if (records != null) {
      writeRecords(records);
    }
  }

  default void writeCompactRecordsField(Records records) {
    int sizeBytes = records == null ? -1 : records.sizeBytes();
    writeUnsignedVarint(sizeBytes + 1);
    if (records != null) {
      writeRecords(records);
    }
  }

  default void writeArrayCount(List<?> elements) {
    writeInt(elements == null ? -1 : elements.size());
  }

  default void writeCompactArrayCount(List<?> elements) {
    writeUnsignedVarint(elements == null ? 0 : elements.size() + 1);
  }
}
