package io.ringmain.protocol.generator;

import java.util.Locale;

/**
 * Strings, bytes and records: a length and that many bytes. The writer's methods take null for what
 * may be null, the reader's have a variant that allows it.
 */
record SizedEmitter(FieldType.Sized type) implements TypeEmitter {

  @Override
  public String javaType(JavaSource out) {
    return switch (type) {
      case STRING -> "String";
      case BYTES -> out.use("java.nio.ByteBuffer");
      case RECORDS -> out.use("io.ringmain.protocol.Records");
    };
  }

  @Override
  public String readExpression(Slot slot) {
    Versions known = slot.known();
    return JavaSource.choose(slot.flexible(), known, readCall(slot, "Compact"), readCall(slot, ""));
  }

  private String readCall(Slot slot, String compact) {
    String arguments = "(" + slot.names() + ")";
    String noun = compact.isEmpty() ? noun() : compact + noun();
    return JavaSource.choose(
        slot.nullable(),
        slot.known(),
        "in.readNullable" + noun + arguments,
        "in.read" + noun + arguments);
  }

  @Override
  public void size(JavaSource out, Slot slot, String total) {
    out.line(
        "%s += %s;",
        total,
        JavaSource.choose(
            slot.flexible(),
            slot.known(),
            out.use("io.ringmain.protocol.Sizes") + ".compact" + noun() + "(" + slot.value() + ")",
            "Sizes." + noun().toLowerCase(Locale.ROOT) + "(" + slot.value() + ")"));
  }

  @Override
  public void write(JavaSource out, Slot slot) {
    out.when(
        slot.flexible(),
        slot.known(),
        () -> out.line("out.writeCompact%s(%s);", writeNoun(), slot.value()),
        () -> out.line("out.write%s(%s);", writeNoun(), slot.value()));
  }

  @Override
  public int leastBytes(MessageSchema message, Versions flexible) {
    if (!flexible.isEmpty()) {
      return 1;
    }
    return type == FieldType.Sized.STRING ? 2 : 4;
  }

  /** The writer also has operations for raw bytes and records, hence another name. */
  private String writeNoun() {
    return type == FieldType.Sized.STRING ? "String" : noun() + "Field";
  }

  private String noun() {
    return switch (type) {
      case STRING -> "String";
      case BYTES -> "Bytes";
      case RECORDS -> "Records";
    };
  }
}
