package io.ringmain.protocol.generator;

/**
 * A struct as the value of a field. One that may be null has a marker in front: a byte, negative
 * for null, in a plain field; an unsigned varint, zero for null, in a tagged one.
 */
record StructValueEmitter(String name) implements TypeEmitter {

  @Override
  public String javaType(JavaSource out) {
    return name;
  }

  @Override
  public String readExpression(Slot slot) {
    String read = "new " + name + "(in, version)";
    String isNull = slot.tagged() ? "in.readUnsignedVarint() <= 0" : "in.readByte() < 0";
    return JavaSource.choose(slot.nullable(), slot.known(), isNull + " ? null : " + read, read);
  }

  @Override
  public void size(JavaSource out, Slot slot, String total) {
    String value = slot.value();
    out.when(
        slot.nullable(),
        slot.known(),
        () -> out.line("%s += 1 + (%s == null ? 0 : %s.size(version));", total, value, value),
        () -> out.line("%s += %s.size(version);", total, value));
  }

  @Override
  public void write(JavaSource out, Slot slot) {
    String marker = slot.tagged() ? "out.writeUnsignedVarint(%s);" : "out.writeByte((byte) %s);";
    out.when(
        slot.nullable(),
        slot.known(),
        () -> {
          out.line("if (%s == null) {", slot.value());
          out.line(marker, slot.tagged() ? "0" : "-1");
          out.line("} else {");
          out.line(marker, "1");
          out.line("%s.write(out, version);", slot.value());
          out.line("}");
        },
        () -> out.line("%s.write(out, version);", slot.value()));
  }

  /**
   * The least over the versions of the struct, because the count is checked without asking for the
   * version.
   */
  @Override
  public int leastBytes(MessageSchema message, Versions flexible) {
    StructSchema struct = message.struct(name);
    int least = Integer.MAX_VALUE;
    for (int version = struct.versions().lowest();
        version <= struct.versions().highest();
        version++) {
      least = Math.min(least, leastBytes(message, struct, version));
    }
    return least;
  }

  private static int leastBytes(MessageSchema message, StructSchema struct, int version) {
    int total = message.flexibleVersions().contains(version) ? 1 : 0;
    for (FieldSchema field : struct.fields()) {
      if (!field.versions().contains(version) || field.taggedVersions().contains(version)) {
        continue;
      }
      Versions flexible =
          field
              .flexibleVersions()
              .orElse(message.flexibleVersions())
              .intersect(new Versions(version, version));
      boolean marked =
          field.type() instanceof FieldType.Struct && field.nullableVersions().contains(version);
      total += marked ? 1 : of(field.type(), message).leastBytes(message, flexible);
    }
    return total;
  }

  private static TypeEmitter of(FieldType type, MessageSchema message) {
    return TypeEmitter.of(type, message);
  }
}
