package io.ringmain.protocol.generator;

/** Arrays: a count and the elements, read into an {@code ArrayList}, written by index. */
record ArrayEmitter(TypeEmitter element, MessageSchema message) implements TypeEmitter {

  @Override
  public String javaType(JavaSource out) {
    return out.use("java.util.List") + "<" + element.boxedType(out) + ">";
  }

  @Override
  public String readExpression(Slot slot) {
    throw new SchemaException(slot.owner() + "." + slot.fieldName() + ": an array within an array");
  }

  @Override
  public void read(JavaSource out, Slot slot, String target) {
    out.line("{");
    out.line(
        "int count = %s;",
        JavaSource.choose(slot.flexible(), slot.known(), count(slot, "Compact"), count(slot, "")));
    Runnable elements =
        () -> {
          out.line(
              "%s elements = new %s<>(Reader.initialCapacity(count));",
              javaType(out), out.use("java.util.ArrayList"));
          out.line("for (int i = 0; i < count; i++) {");
          out.line("elements.add(%s);", element.readExpression(slot.element("")));
          out.line("}");
          out.line("%s = elements;", target);
        };
    if (slot.nullable().intersect(slot.known()).isEmpty()) {
      elements.run();
    } else {
      out.line("if (count < 0) {");
      out.line("%s = null;", target);
      out.line("} else {");
      elements.run();
      out.line("}");
    }
    out.line("}");
  }

  private String count(Slot slot, String compact) {
    int least = Math.max(1, element.leastBytes(message, slot.flexible().intersect(slot.known())));
    String arguments = "ArrayCount(" + slot.names() + ", " + least + ")";
    return JavaSource.choose(
        slot.nullable(),
        slot.known(),
        "in.readNullable" + compact + arguments,
        "in.read" + compact + arguments);
  }

  @Override
  public void size(JavaSource out, Slot slot, String total) {
    out.line(
        "%s += %s;",
        total,
        JavaSource.choose(
            slot.flexible(),
            slot.known(),
            out.use("io.ringmain.protocol.Sizes") + ".compactArrayCount(" + slot.value() + ")",
            "4"));
    Runnable elements =
        () -> {
          if (element instanceof FixedEmitter(FieldType.Fixed fixed)) {
            out.line("%s += %s.size() * %d;", total, slot.value(), fixed.sizeBytes());
            return;
          }
          out.line("for (int i = 0; i < %s.size(); i++) {", slot.value());
          element.size(out, slot.element(slot.value() + ".get(i)"), total);
          out.line("}");
        };
    unlessNull(out, slot, elements);
  }

  @Override
  public void write(JavaSource out, Slot slot) {
    out.when(
        slot.flexible(),
        slot.known(),
        () -> out.line("out.writeCompactArrayCount(%s);", slot.value()),
        () -> out.line("out.writeArrayCount(%s);", slot.value()));
    Runnable elements =
        () -> {
          out.line("for (int i = 0; i < %s.size(); i++) {", slot.value());
          element.write(out, slot.element(slot.value() + ".get(i)"));
          out.line("}");
        };
    unlessNull(out, slot, elements);
  }

  private static void unlessNull(JavaSource out, Slot slot, Runnable elements) {
    if (slot.nullable().intersect(slot.known()).isEmpty()) {
      elements.run();
    } else {
      out.line("if (%s != null) {", slot.value());
      elements.run();
      out.line("}");
    }
  }

  @Override
  public int leastBytes(MessageSchema message, Versions flexible) {
    return flexible.isEmpty() ? 4 : 1;
  }
}
