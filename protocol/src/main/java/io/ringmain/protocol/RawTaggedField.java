package io.ringmain.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * A tagged field that this version of the software does not know, kept as it came.
 *
 * <p>The static methods are the part of the generated codecs that deals with a whole list of them,
 * which may be null for none. Tags ascend on the wire, known and unknown ones merged.
 */
public record RawTaggedField(int tag, ByteBuffer data) {
  public RawTaggedField {
    if (tag < 0) {
      throw new IllegalArgumentException("tag " + tag + " is negative");
    }
    Objects.requireNonNull(data, "data");
  }

  @Override
  public String toString() {
    return "RawTaggedField(tag=" + tag + ", " + data.remaining() + " bytes)";
  }

  public static boolean isAny(List<RawTaggedField> fields) {
    return fields != null && !fields.isEmpty();
  }

  public static int count(List<RawTaggedField> fields) {
    return fields == null ? 0 : fields.size();
  }

  /** Whether two lists hold the same fields; no list at all is as good as an empty one. */
  public static boolean same(List<RawTaggedField> some, List<RawTaggedField> others) {
    return isAny(some) ? some.equals(others) : !isAny(others);
  }

  /** The size of the number of tagged fields and of the unknown ones, the known ones aside. */
  public static int size(List<RawTaggedField> fields, int knownFields) {
    if (!isAny(fields)) {
      return Varints.sizeOfUnsigned(knownFields);
    }
    int size = Varints.sizeOfUnsigned(knownFields + fields.size());
    for (int i = 0; i < fields.size(); i++) {
      RawTaggedField field = fields.get(i);
      int length = field.data.remaining();
      size += Varints.sizeOfUnsigned(field.tag) + Varints.sizeOfUnsigned(length) + length;
    }
    return size;
  }

  /** Writes their number and all of them, for a struct without tagged fields of its own. */
  public static void writeAll(List<RawTaggedField> fields, Writer out) {
    out.writeUnsignedVarint(count(fields));
    writeRest(fields, 0, out);
  }

  /**
   * Writes those with a tag below that of the known field which comes next.
   *
   * @param written how many are written already
   * @return how many are written now
   */
  public static int writeBelow(int tag, List<RawTaggedField> fields, int written, Writer out) {
    int i = written;
    while (i < count(fields) && fields.get(i).tag < tag) {
      write(fields, i, out);
      i++;
    }
    if (i < count(fields) && fields.get(i).tag == tag) {
      throw new IllegalArgumentException(
          "tag " + tag + " is both known and among the unknown tagged fields");
    }
    return i;
  }

  public static void writeRest(List<RawTaggedField> fields, int written, Writer out) {
    for (int i = written; i < count(fields); i++) {
      write(fields, i, out);
    }
  }

  private static void write(List<RawTaggedField> fields, int i, Writer out) {
    RawTaggedField field = fields.get(i);
    if (i > 0 && fields.get(i - 1).tag >= field.tag) {
      throw new IllegalArgumentException(
          "unknown tagged fields must ascend, but "
              + field.tag
              + " follows "
              + fields.get(i - 1).tag);
    }
    out.writeUnsignedVarint(field.tag);
    out.writeUnsignedVarint(field.data.remaining());
    out.writeBytes(field.data);
  }
}
