package io.ringmain.protocol.generator;

/** The type of a field as the schema has it. */
sealed interface FieldType {

  /** A value of a fixed number of bytes. */
  enum Fixed implements FieldType {
    BOOL("bool", 1),
    INT8("int8", 1),
    INT16("int16", 2),
    UINT16("uint16", 2),
    INT32("int32", 4),
    UINT32("uint32", 4),
    INT64("int64", 8),
    FLOAT64("float64", 8),
    UUID("uuid", 16);

    private final String schemaName;
    private final int sizeBytes;

    Fixed(String schemaName, int sizeBytes) {
      this.schemaName = schemaName;
      this.sizeBytes = sizeBytes;
    }

    int sizeBytes() {
      return sizeBytes;
    }
  }

  /** A value with a length in front, shorter in flexible versions. */
  enum Sized implements FieldType {
    STRING("string"),
    BYTES("bytes"),
    RECORDS("records");

    private final String schemaName;

    Sized(String schemaName) {
      this.schemaName = schemaName;
    }
  }

  /** A struct by its name, which becomes the name of a nested class. */
  record Struct(String name) implements FieldType {}

  /** An array; its elements are never arrays. */
  record Array(FieldType element) implements FieldType {}

  static FieldType parse(String text) {
    if (text.startsWith("[]")) {
      FieldType element = parse(text.substring(2));
      if (element instanceof Array || element == Sized.RECORDS) {
        throw new SchemaException("an array of '" + text.substring(2) + "' is not known");
      }
      return new Array(element);
    }
    for (Fixed fixed : Fixed.values()) {
      if (fixed.schemaName.equals(text)) {
        return fixed;
      }
    }
    for (Sized sized : Sized.values()) {
      if (sized.schemaName.equals(text)) {
        return sized;
      }
    }
    if (!text.matches("[A-Z][A-Za-z0-9]*")) {
      throw new SchemaException("unknown type '" + text + "'");
    }
    return new Struct(text);
  }
}
