package io.ringmain.protocol.generator;

import java.util.List;

/**
 * Emits the class of one struct: fields, constructors, accessors, codec, and equality.
 *
 * <p>Used for the message's own class and for the nested ones; what only the message's own class
 * has comes from {@link MessageEmitter}.
 */
final class StructEmitter {
  private static final String RAW = "io.ringmain.protocol.RawTaggedField";

  private final MessageSchema message;
  private final StructSchema struct;
  private final String owner;
  private final JavaSource out;
  private final Versions flexible;

  StructEmitter(MessageSchema message, StructSchema struct, JavaSource out) {
    this.message = message;
    this.struct = struct;
    this.owner =
        struct.equals(message.body()) ? struct.name() : message.name() + "." + struct.name();
    this.out = out;
    this.flexible = message.flexibleVersions();
  }

  void fields() {
    for (FieldSchema field : struct.fields()) {
      out.line("private %s %s;", emitter(field).javaType(out), field.javaName());
    }
    out.use("java.util.List");
    out.line("private List<%s> unknownTaggedFields;", out.use(RAW));
  }

  void constructors() {
    out.line("");
    out.line("/** Every field at its default. */");
    out.line("public %s() {", struct.name());
    for (FieldSchema field : struct.fields()) {
      assignDefault(field);
    }
    out.line("}");
    out.line("");
    out.line("/** Decodes; throws MalformedMessageException if the bytes make no sense. */");
    out.line(
        "public %s(%s in, short version) {", struct.name(), out.use("io.ringmain.protocol.Reader"));
    out.line("read(in, version);");
    out.line("}");
  }

  void versions() {
    for (boolean lowest : new boolean[] {true, false}) {
      out.line("");
      out.line("@Override");
      out.line("public short %sSupportedVersion() {", lowest ? "lowest" : "highest");
      out.line("return %d;", lowest ? struct.versions().lowest() : struct.versions().highest());
      out.line("}");
    }
  }

  void accessors() {
    for (FieldSchema field : struct.fields()) {
      String type = emitter(field).javaType(out);
      out.line("");
      if (!field.about().isEmpty()) {
        out.javadoc(field.about());
      }
      out.line("public %s %s() {", type, field.javaName());
      if (field.madeOnDemand()) {
        out.line("if (this.%s == null) {", field.javaName());
        out.line("this.%s = %s;", field.javaName(), Defaults.made(field, out));
        out.line("}");
      }
      out.line("return this.%s;", field.javaName());
      out.line("}");
      out.line("");
      out.line("public %s %s(%s v) {", struct.name(), field.javaName(), type);
      setterCheck(field);
      out.line("return this;");
      out.line("}");
    }
    out.line("");
    out.line("/** The tagged fields of later versions, as they came; mutable. */");
    out.line("public List<RawTaggedField> unknownTaggedFields() {");
    out.line("if (this.unknownTaggedFields == null) {");
    out.line("this.unknownTaggedFields = new %s<>();", out.use("java.util.ArrayList"));
    out.line("}");
    out.line("return this.unknownTaggedFields;");
    out.line("}");
  }

  private void setterCheck(FieldSchema field) {
    String name = field.javaName();
    switch (field.type()) {
      case FieldType.Fixed.UINT16 -> rangeCheck(name, "0xFFFF");
      case FieldType.Fixed.UINT32 -> rangeCheck(name, "0xFFFFFFFFL");
      default -> {}
    }
    boolean mayBeNull =
        field.nullable()
            || field.type() == FieldType.Sized.RECORDS
            || (field.type() instanceof FieldType.Fixed fixed && fixed != FieldType.Fixed.UUID);
    out.line(
        mayBeNull
            ? "this.%s = v;"
            : "this.%s = " + out.use("java.util.Objects") + ".requireNonNull(v, \"%1$s\");",
        name);
  }

  private void rangeCheck(String name, String most) {
    out.line("if (v < 0 || v > %s) {", most);
    out.line(
        "throw new IllegalArgumentException(\"%s.%s is %%d, allowed is 0 to %%d\".formatted(v,"
            + " %s));",
        owner, name, most);
    out.line("}");
  }

  // ---- reading

  void read() {
    out.line("");
    out.line("@Override");
    out.line("public void read(Reader in, short version) {");
    refuseOtherVersions();
    for (FieldSchema field : struct.fields()) {
      Versions plain = field.versions().minus(field.taggedVersions());
      out.when(
          plain,
          struct.versions(),
          () ->
              emitter(field)
                  .read(
                      out,
                      slot(field, plain.intersect(struct.versions()), false),
                      "this." + field.javaName()),
          () -> assignDefault(field));
    }
    out.line("this.unknownTaggedFields = null;");
    out.when(flexible, struct.versions(), this::readTaggedFields, () -> {});
    out.line("}");
  }

  /** Once for the whole message: the structs within it get the version they are given by it. */
  private void refuseOtherVersions() {
    if (!struct.equals(message.body())) {
      return;
    }
    Versions versions = struct.versions();
    out.line("if (version < %d || version > %d) {", versions.lowest(), versions.highest());
    out.line(
        "throw new IllegalArgumentException(\"%s has versions %s, not \" + version);",
        owner, versions);
    out.line("}");
  }

  private void readTaggedFields() {
    List<FieldSchema> tagged = struct.taggedFields();
    if (tagged.isEmpty()) {
      out.line("this.unknownTaggedFields = in.readUnknownTaggedFields(\"%s\");", owner);
      return;
    }
    out.line("int taggedFields = in.readTaggedFieldCount(\"%s\");", owner);
    out.line("for (int field = 0; field < taggedFields; field++) {");
    out.line("int tag = in.readUnsignedVarint();");
    out.line("int end = in.readTaggedFieldEnd(\"%s\", tag);", owner);
    out.line("switch (tag) {");
    for (FieldSchema field : tagged) {
      out.line("case %d -> {", field.tag());
      out.when(
          field.taggedVersions(),
          flexible.intersect(struct.versions()),
          () -> {
            Versions known = field.taggedVersions().intersect(struct.versions());
            emitter(field).read(out, slot(field, known, true), "this." + field.javaName());
            out.line("in.endTaggedField(\"%s\", \"%s\", end);", owner, field.javaName());
          },
          () -> out.line("throw in.misplacedTag(\"%s\", tag, version);", owner));
      out.line("}");
    }
    out.line(
        "default -> this.unknownTaggedFields = in.readUnknownTaggedField(\"%s\","
            + " this.unknownTaggedFields, tag, end);",
        owner);
    out.line("}");
    out.line("}");
  }

  // ---- measuring

  void size() {
    out.line("");
    out.line("@Override");
    out.line("public int size(short version) {");
    out.line("int size = 0;");
    for (FieldSchema field : struct.fields()) {
      Versions plain = field.versions().minus(field.taggedVersions());
      out.when(
          plain,
          struct.versions(),
          () ->
              emitter(field)
                  .size(out, slot(field, plain.intersect(struct.versions()), false), "size"),
          () -> {});
    }
    out.when(flexible, struct.versions(), this::sizeOfTaggedFields, () -> {});
    out.line("return size;");
    out.line("}");
  }

  private void sizeOfTaggedFields() {
    List<FieldSchema> tagged = struct.taggedFields();
    if (tagged.isEmpty()) {
      out.line("size += RawTaggedField.size(this.unknownTaggedFields, 0);");
      return;
    }
    out.line("int taggedFields = 0;");
    for (FieldSchema field : tagged) {
      whenTaggedIsSet(
          field,
          known -> {
            out.line("taggedFields++;");
            out.line("int fieldSize = 0;");
            emitter(field).size(out, slot(field, known, true), "fieldSize");
            out.line(
                "size += %d + %s.unsignedVarint(fieldSize) + fieldSize;",
                field.tag() < 128 ? 1 : 2, out.use("io.ringmain.protocol.Sizes"));
          });
    }
    out.line("size += RawTaggedField.size(this.unknownTaggedFields, taggedFields);");
  }

  private interface TaggedCode {
    void emit(Versions known);
  }

  private void whenTaggedIsSet(FieldSchema field, TaggedCode code) {
    Versions known = field.taggedVersions().intersect(struct.versions());
    out.when(
        field.taggedVersions(),
        flexible.intersect(struct.versions()),
        () -> {
          out.line("if (%s) {", Defaults.isDefault(field, value(field), true, out));
          code.emit(known);
          out.line("}");
        },
        () -> {});
  }

  // ---- writing

  void write() {
    out.line("");
    out.line("@Override");
    out.line("public void write(%s out, short version) {", out.use("io.ringmain.protocol.Writer"));
    refuseOtherVersions();
    for (FieldSchema field : struct.fields()) {
      refuseNull(field);
      Versions plain = field.versions().minus(field.taggedVersions());
      if (!plain.isEmpty()) {
        out.when(
            plain,
            struct.versions(),
            () -> emitter(field).write(out, slot(field, plain.intersect(struct.versions()), false)),
            () -> {});
      }
      if (!field.ignorable()) {
        out.when(field.versions(), struct.versions(), () -> {}, () -> refuseUnlessDefault(field));
      }
    }
    out.when(flexible, struct.versions(), this::writeTaggedFields, this::refuseUnknownTaggedFields);
    out.line("}");
  }

  private void refuseNull(FieldSchema field) {
    Versions strict = field.versions();
    if (!field.nullable()) {
      return;
    }
    out.when(
        field.nullableVersions(),
        strict,
        () -> {},
        () -> {
          out.line("if (this.%s == null) {", field.javaName());
          refuse(field.javaName(), "null");
          out.line("}");
        });
  }

  private void refuseUnlessDefault(FieldSchema field) {
    out.line("if (%s) {", Defaults.isDefault(field, value(field), true, out));
    refuse(field.javaName(), "not its default");
    out.line("}");
  }

  private void refuseUnknownTaggedFields() {
    out.line("if (RawTaggedField.isAny(this.unknownTaggedFields)) {");
    refuse("unknownTaggedFields", "not empty");
    out.line("}");
  }

  private void refuse(String fieldName, String what) {
    out.line(
        "throw new %s(\"%s\", \"%s\", \"%s\", version);",
        out.use("io.ringmain.protocol.UnsupportedFieldException"), owner, fieldName, what);
  }

  private void writeTaggedFields() {
    List<FieldSchema> tagged = struct.taggedFields();
    if (tagged.isEmpty()) {
      out.line("RawTaggedField.writeAll(this.unknownTaggedFields, out);");
      return;
    }
    out.line("int taggedFields = RawTaggedField.count(this.unknownTaggedFields);");
    for (FieldSchema field : tagged) {
      whenTaggedIsSet(field, known -> out.line("taggedFields++;"));
    }
    out.line("out.writeUnsignedVarint(taggedFields);");
    out.line("int written = 0;");
    for (FieldSchema field : tagged) {
      whenTaggedIsSet(
          field,
          known -> {
            Slot slot = slot(field, known, true);
            out.line(
                "written = RawTaggedField.writeBelow(%d, this.unknownTaggedFields, written, out);",
                field.tag());
            out.line("int fieldSize = 0;");
            emitter(field).size(out, slot, "fieldSize");
            out.line("out.writeUnsignedVarint(%d);", field.tag());
            out.line("out.writeUnsignedVarint(fieldSize);");
            emitter(field).write(out, slot);
          });
    }
    out.line("RawTaggedField.writeRest(this.unknownTaggedFields, written, out);");
  }

  // ---- identity

  /**
   * Whether every field is at its default; asked for structs that are written only if they say
   * something.
   */
  void isDefault() {
    out.line("");
    out.line("private boolean isDefault() {");
    out.line("return !RawTaggedField.isAny(this.unknownTaggedFields)");
    List<FieldSchema> fields = struct.fields();
    for (int i = 0; i < fields.size(); i++) {
      String condition = Defaults.isDefault(fields.get(i), value(fields.get(i)), false, out);
      out.line("    && %s%s", condition, i == fields.size() - 1 ? ";" : "");
    }
    out.line("}");
  }

  void identity() {
    new IdentityEmitter(struct, out).emit();
  }

  private void assignDefault(FieldSchema field) {
    out.line("this.%s = %s;", field.javaName(), Defaults.expression(field, out));
  }

  private TypeEmitter emitter(FieldSchema field) {
    return TypeEmitter.of(field.type(), message);
  }

  private static String value(FieldSchema field) {
    return "this." + field.javaName();
  }

  private Slot slot(FieldSchema field, Versions known, boolean tagged) {
    return new Slot(
        owner,
        field.javaName(),
        value(field),
        field.nullableVersions(),
        field.flexibleVersions().orElse(flexible),
        known,
        tagged);
  }
}
