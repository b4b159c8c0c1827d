package io.ringmain.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Reads values from a buffer, big endian, moving its position.
 *
 * <p>Used by generated code on the thread that decodes a frame; one thread at a time, reusable by
 * {@link #reset}. It believes no length and no count beyond the bytes that are left: whatever the
 * bytes are, it throws nothing but {@link MalformedMessageException} and allocates no more than in
 * proportion to them.
 *
 * <p>Hot path: strings, lists and slices are allocated, nothing else.
 */
public final class Reader {
  /** Lists of untrusted length start with room for at most so many elements. */
  private static final int MAX_INITIAL_CAPACITY = 1024;

  private ByteBuffer buffer;
  private final int mostElements;
  private int elements;

  /** Where strings outside the heap pass through on their way to becoming one. */
  private byte[] scratch = new byte[0];

  /** Believes any count that the bytes bear out. */
  public Reader(ByteBuffer buffer) {
    this(buffer, Integer.MAX_VALUE);
  }

  /**
   * For bytes of strangers: an element of two bytes becomes an object of a hundred.
   *
   * @param mostElements how many elements all arrays together may have, tagged fields included
   */
  public Reader(ByteBuffer buffer, int mostElements) {
    this.mostElements = mostElements;
    reset(buffer);
  }

  /** Goes on in another buffer, with no element read yet. */
  public Reader reset(ByteBuffer buffer) {
    if (buffer.order() != ByteOrder.BIG_ENDIAN) {
      throw new IllegalArgumentException("the protocol is big endian, the buffer is not");
    }
    this.buffer = Objects.requireNonNull(buffer, "buffer");
    elements = 0;
    return this;
  }

  public int remaining() {
    return buffer.remaining();
  }

  public int position() {
    return buffer.position();
  }

  /** How many elements the arrays read so far have announced. */
  public int elements() {
    return elements;
  }

  // ---- values of a fixed size

  public byte readByte() {
    need(1);
    return buffer.get();
  }

  public boolean readBoolean() {
    return readByte() != 0;
  }

  public short readShort() {
    need(2);
    return buffer.getShort();
  }

  public int readUnsignedShort() {
    return Short.toUnsignedInt(readShort());
  }

  public int readInt() {
    need(4);
    return buffer.getInt();
  }

  public long readUnsignedInt() {
    return Integer.toUnsignedLong(readInt());
  }

  public long readLong() {
    need(8);
    return buffer.getLong();
  }

  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  public UUID readUuid() {
    need(16);
    long most = buffer.getLong();
    long least = buffer.getLong();
    return (most | least) == 0 ? KafkaUuid.ZERO : new UUID(most, least);
  }

  private void need(int bytes) {
    if (buffer.remaining() < bytes) {
      throw new MalformedMessageException(
          "a value of "
              + bytes
              + " bytes at position "
              + buffer.position()
              + ", with "
              + buffer.remaining()
              + " bytes left");
    }
  }

  public int readUnsignedVarint() {
    return Varints.readUnsigned(buffer);
  }

  public int readVarint() {
    return Varints.read(buffer);
  }

  public long readVarlong() {
    return Varints.readLong(buffer);
  }

  // ---- strings

  public String readString(String message, String field) {
    return string(length(readShort(), message, field));
  }

  public String readNullableString(String message, String field) {
    int length = readShort();
    return length == -1 ? null : string(length(length, message, field));
  }

  public String readCompactString(String message, String field) {
    return string(compactStringLength(readUnsignedVarint() - 1, message, field));
  }

  public String readNullableCompactString(String message, String field) {
    int length = readUnsignedVarint() - 1;
    return length == -1 ? null : string(compactStringLength(length, message, field));
  }

  /**
   * The format has room for more, but Kafka allows no string that does not fit the older format.
   */
  private int compactStringLength(int length, String message, String field) {
    if (length > Short.MAX_VALUE) {
      throw MalformedMessageException.length(message, field, length, buffer.remaining());
    }
    return length(length, message, field);
  }

  private String string(int length) {
    if (length == 0) {
      return "";
    }
    int position = buffer.position();
    buffer.position(position + length);
    if (buffer.hasArray()) {
      return new String(
          buffer.array(), buffer.arrayOffset() + position, length, StandardCharsets.UTF_8);
    }
    if (scratch.length < length) {
      scratch = new byte[Math.max(64, Integer.highestOneBit(length) << 1)];
    }
    buffer.get(position, scratch, 0, length);
    return new String(scratch, 0, length, StandardCharsets.UTF_8);
  }

  // ---- bytes and records, which are slices

  public ByteBuffer readBytes(String message, String field) {
    return slice(length(readInt(), message, field));
  }

  public ByteBuffer readNullableBytes(String message, String field) {
    int length = readInt();
    return length == -1 ? null : slice(length(length, message, field));
  }

  public ByteBuffer readCompactBytes(String message, String field) {
    return slice(length(readUnsignedVarint() - 1, message, field));
  }

  public ByteBuffer readNullableCompactBytes(String message, String field) {
    int length = readUnsignedVarint() - 1;
    return length == -1 ? null : slice(length(length, message, field));
  }

  public Records readRecords(String message, String field) {
    return new BufferRecords(readBytes(message, field));
  }

  public Records readNullableRecords(String message, String field) {
    ByteBuffer bytes = readNullableBytes(message, field);
    return bytes == null ? null : new BufferRecords(bytes);
  }

  public Records readCompactRecords(String message, String field) {
    return new BufferRecords(readCompactBytes(message, field));
  }

  public Records readNullableCompactRecords(String message, String field) {
    ByteBuffer bytes = readNullableCompactBytes(message, field);
    return bytes == null ? null : new BufferRecords(bytes);
  }

  private ByteBuffer slice(int length) {
    int position = buffer.position();
    buffer.position(position + length);
    return buffer.slice(position, length);
  }

  private int length(int length, String message, String field) {
    if (length < 0 || length > buffer.remaining()) {
      throw MalformedMessageException.length(message, field, length, buffer.remaining());
    }
    return length;
  }

  // ---- arrays

  /**
   * The number of elements of an array.
   *
   * @param elementBytes the fewest bytes one element can take
   */
  public int readArrayCount(String message, String field, int elementBytes) {
    return count(readInt(), message, field, elementBytes);
  }

  /** The same, -1 for null. */
  public int readNullableArrayCount(String message, String field, int elementBytes) {
    int count = readInt();
    return count == -1 ? -1 : count(count, message, field, elementBytes);
  }

  public int readCompactArrayCount(String message, String field, int elementBytes) {
    return count(readUnsignedVarint() - 1, message, field, elementBytes);
  }

  public int readNullableCompactArrayCount(String message, String field, int elementBytes) {
    int count = readUnsignedVarint() - 1;
    return count == -1 ? -1 : count(count, message, field, elementBytes);
  }

  private int count(int count, String message, String field, int elementBytes) {
    if (count < 0 || count > buffer.remaining() / elementBytes) {
      throw MalformedMessageException.length(message, field, count, buffer.remaining());
    }
    return counted(count, message);
  }

  private int counted(int count, String message) {
    if (count > mostElements - elements) {
      throw new MalformedMessageException(
          "%s has more elements than are allowed: %d".formatted(message, mostElements));
    }
    elements += count;
    return count;
  }

  /** The room to give a list at first, whose count has only been claimed so far. */
  public static int initialCapacity(int count) {
    return Math.min(count, MAX_INITIAL_CAPACITY);
  }

  // ---- tagged fields

  public int readTaggedFieldCount(String message) {
    int count = readUnsignedVarint();
    // The shortest tagged field is a tag and a length of zero.
    if (count < 0 || count > buffer.remaining() / 2) {
      throw MalformedMessageException.length(message, "taggedFields", count, buffer.remaining());
    }
    return counted(count, message);
  }

  /** Reads the size of a tagged field, and gives the position where it ends. */
  public int readTaggedFieldEnd(String message, int tag) {
    int size = readUnsignedVarint();
    if (size < 0 || size > buffer.remaining()) {
      throw MalformedMessageException.length(message, "tag " + tag, size, buffer.remaining());
    }
    return buffer.position() + size;
  }

  /** A known tagged field has to have exactly the size it claims. */
  public void endTaggedField(String message, String field, int end) {
    if (buffer.position() != end) {
      throw new MalformedMessageException(
          message
              + "."
              + field
              + " ends at position "
              + buffer.position()
              + ", but its size says "
              + end);
    }
  }

  public MalformedMessageException misplacedTag(String message, int tag, short version) {
    return new MalformedMessageException(message + " has no tag " + tag + " in version " + version);
  }

  /** All tagged fields of a struct that knows none; null if there are none. */
  public List<RawTaggedField> readUnknownTaggedFields(String message) {
    int count = readTaggedFieldCount(message);
    List<RawTaggedField> fields = null;
    for (int i = 0; i < count; i++) {
      int tag = readUnsignedVarint();
      fields = readUnknownTaggedField(message, fields, tag, readTaggedFieldEnd(message, tag));
    }
    return fields;
  }

  /**
   * Keeps a tagged field that is not known, in the order of tags.
   *
   * @param fields those kept so far, null for none
   * @return the list with the new one
   */
  public List<RawTaggedField> readUnknownTaggedField(
      String message, List<RawTaggedField> fields, int tag, int end) {
    List<RawTaggedField> kept = fields == null ? new ArrayList<>(1) : fields;
    if (tag < 0 || (!kept.isEmpty() && kept.getLast().tag() >= tag)) {
      throw new MalformedMessageException(message + " has tag " + tag + " out of order");
    }
    kept.add(new RawTaggedField(tag, slice(end - buffer.position())));
    return kept;
  }
}
