package io.ringmain.protocol.generator;

/** Numbers, booleans and UUIDs: the reader and writer have one method for each. */
record FixedEmitter(FieldType.Fixed type) implements TypeEmitter {

  @Override
  public String javaType(JavaSource out) {
    return switch (type) {
      case BOOL -> "boolean";
      case INT8 -> "byte";
      case INT16 -> "short";
      case UINT16, INT32 -> "int";
      case UINT32, INT64 -> "long";
      case FLOAT64 -> "double";
      case UUID -> out.use("java.util.UUID");
    };
  }

  @Override
  public String boxedType(JavaSource out) {
    return switch (type) {
      case BOOL -> "Boolean";
      case INT8 -> "Byte";
      case INT16 -> "Short";
      case UINT16, INT32 -> "Integer";
      case UINT32, INT64 -> "Long";
      case FLOAT64 -> "Double";
      case UUID -> out.use("java.util.UUID");
    };
  }

  @Override
  public String readExpression(Slot slot) {
    return "in.read" + methodSuffix() + "()";
  }

  @Override
  public void size(JavaSource out, Slot slot, String total) {
    out.line("%s += %d;", total, type.sizeBytes());
  }

  @Override
  public void write(JavaSource out, Slot slot) {
    out.line("out.write%s(%s);", methodSuffix(), slot.value());
  }

  @Override
  public int leastBytes(MessageSchema message, Versions flexible) {
    return type.sizeBytes();
  }

  private String methodSuffix() {
    return switch (type) {
      case BOOL -> "Boolean";
      case INT8 -> "Byte";
      case INT16 -> "Short";
      case UINT16 -> "UnsignedShort";
      case INT32 -> "Int";
      case UINT32 -> "UnsignedInt";
      case INT64 -> "Long";
      case FLOAT64 -> "Double";
      case UUID -> "Uuid";
    };
  }
}
