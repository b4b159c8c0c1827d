package io.ringmain.protocol;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The number of bytes that values with a length in front take, null included. "Compact" is the form
 * of flexible versions: the length plus one as an unsigned varint. Called by generated code; hot
 * path, no allocation.
 */
public final class Sizes {
  /** What a bytes field is by default. */
  public static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private Sizes() {}

  public static int unsignedVarint(int value) {
    return Varints.sizeOfUnsigned(value);
  }

  public static int string(String text) {
    return text == null ? 2 : 2 + Utf8.length(text);
  }

  public static int compactString(String text) {
    return text == null ? 1 : compact(Utf8.length(text));
  }

  public static int bytes(ByteBuffer bytes) {
    return bytes == null ? 4 : 4 + bytes.remaining();
  }

  public static int compactBytes(ByteBuffer bytes) {
    return bytes == null ? 1 : compact(bytes.remaining());
  }

  public static int records(Records records) {
    return records == null ? 4 : 4 + records.sizeBytes();
  }

  public static int compactRecords(Records records) {
    return records == null ? 1 : compact(records.sizeBytes());
  }

  public static int compactArrayCount(List<?> elements) {
    return elements == null ? 1 : Varints.sizeOfUnsigned(elements.size() + 1);
  }

  private static int compact(int length) {
    return Varints.sizeOfUnsigned(length + 1) + length;
  }

  /** For toString: the size in place of the content. */
  public static String describe(ByteBuffer bytes) {
    return bytes == null ? "null" : bytes.remaining() + " bytes";
  }

  /** For toString: the size in place of the content. */
  public static String describe(Records records) {
    return records == null ? "null" : records.sizeBytes() + " bytes";
  }

  /** For toString: the size in place of the content. */
  public static String describe(List<ByteBuffer> elements) {
    return elements == null ? "null" : elements.size() + " elements";
  }
}
