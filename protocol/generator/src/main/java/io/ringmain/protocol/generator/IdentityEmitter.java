package io.ringmain.protocol.generator;

/** Emits equals, hashCode and toString of a struct. */
final class IdentityEmitter {
  private final StructSchema struct;
  private final JavaSource out;

  IdentityEmitter(StructSchema struct, JavaSource out) {
    this.struct = struct;
    this.out = out;
  }

  void emit() {
    out.use("java.util.Objects");
    equalTo();
    hash();
    text();
  }

  private void equalTo() {
    out.line("");
    out.line("@Override");
    out.line("public boolean equals(Object other) {");
    out.line("return other instanceof %s that", struct.name());
    for (FieldSchema field : struct.fields()) {
      out.line("    && %s", comparison(field));
    }
    out.line("    && RawTaggedField.same(this.unknownTaggedFields, that.unknownTaggedFields);");
    out.line("}");
  }

  private static String comparison(FieldSchema field) {
    String mine = "this." + value(field);
    String theirs = "that." + value(field);
    if (field.type() == FieldType.Fixed.FLOAT64) {
      return "Double.compare(" + mine + ", " + theirs + ") == 0";
    }
    return isPrimitive(field)
        ? mine + " == " + theirs
        : "Objects.equals(" + mine + ", " + theirs + ")";
  }

  private void hash() {
    out.line("");
    out.line("@Override");
    out.line("public int hashCode() {");
    out.line("int hash = 0;");
    for (FieldSchema field : struct.fields()) {
      out.line("hash = 31 * hash + %s;", hash(field));
    }
    out.line("return hash;");
    out.line("}");
  }

  private static String hash(FieldSchema field) {
    String value = "this." + value(field);
    if (field.type() instanceof FieldType.Fixed fixed) {
      return switch (fixed) {
        case BOOL -> "Boolean.hashCode(" + value + ")";
        case INT8, INT16, UINT16, INT32 -> value;
        case UINT32, INT64 -> "Long.hashCode(" + value + ")";
        case FLOAT64 -> "Double.hashCode(" + value + ")";
        case UUID -> value + ".hashCode()";
      };
    }
    return "Objects.hashCode(" + value + ")";
  }

  private void text() {
    out.line("");
    out.line("@Override");
    out.line("public String toString() {");
    if (struct.fields().isEmpty()) {
      out.line("return \"%s()\";", struct.name());
      out.line("}");
      return;
    }
    out.line("return \"%s(\"", struct.name());
    String separator = "";
    for (FieldSchema field : struct.fields()) {
      out.line("    + \"%s%s=\" + %s", separator, field.javaName(), text(field));
      separator = ", ";
    }
    out.line("    + ')';");
    out.line("}");
  }

  private String text(FieldSchema field) {
    String value = "this." + value(field);
    if (field.type() == FieldType.Sized.BYTES || field.type() == FieldType.Sized.RECORDS) {
      // Never the content, which may be large or secret.
      return out.use("io.ringmain.protocol.Sizes") + ".describe(" + value + ")";
    }
    if (field.type() instanceof FieldType.Array(FieldType element)
        && element == FieldType.Sized.BYTES) {
      return out.use("io.ringmain.protocol.Sizes") + ".describe(" + value + ")";
    }
    return value;
  }

  /** What is made on demand is made here, so that a default looks the same in either form. */
  private static String value(FieldSchema field) {
    return field.javaName() + (field.madeOnDemand() ? "()" : "");
  }

  private static boolean isPrimitive(FieldSchema field) {
    return field.type() instanceof FieldType.Fixed fixed && fixed != FieldType.Fixed.UUID;
  }
}
