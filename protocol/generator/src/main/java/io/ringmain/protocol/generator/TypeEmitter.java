package io.ringmain.protocol.generator;

/** Emits the code that reads, measures and writes one value of one kind of type. */
sealed interface TypeEmitter permits FixedEmitter, SizedEmitter, StructValueEmitter, ArrayEmitter {

  /** The Java type of a field; the import is added to {@code out}. */
  String javaType(JavaSource out);

  /** The Java type as an argument of {@code List}. */
  default String boxedType(JavaSource out) {
    return javaType(out);
  }

  /** An expression that reads the value from {@code in}. */
  String readExpression(Slot slot);

  /** Statements that read the value into {@code target}. */
  default void read(JavaSource out, Slot slot, String target) {
    out.line("%s = %s;", target, readExpression(slot));
  }

  /** Statements that add the number of bytes of the value to the variable {@code total}. */
  void size(JavaSource out, Slot slot, String total);

  /** Statements that write the value to {@code out}. */
  void write(JavaSource out, Slot slot);

  /** The fewest bytes an element of this type takes in an array, in any version. */
  int leastBytes(MessageSchema message, Versions flexible);

  static TypeEmitter of(FieldType type, MessageSchema message) {
    return switch (type) {
      case FieldType.Fixed fixed -> new FixedEmitter(fixed);
      case FieldType.Sized sized -> new SizedEmitter(sized);
      case FieldType.Struct(String name) -> new StructValueEmitter(name);
      case FieldType.Array(FieldType element) -> new ArrayEmitter(of(element, message), message);
    };
  }
}
