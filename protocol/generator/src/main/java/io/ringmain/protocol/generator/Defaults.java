package io.ringmain.protocol.generator;

/**
 * Java expressions for the default of a field, and for the question whether a value is the default.
 */
final class Defaults {
  private Defaults() {}

  static String expression(FieldSchema field, JavaSource out) {
    String text = field.defaultText();
    if (field.defaultsToNull()) {
      return "null";
    }
    return switch (field.type()) {
      case FieldType.Fixed fixed -> fixed(fixed, text, out);
      case FieldType.Sized sized ->
          switch (sized) {
            case STRING -> "\"" + text + "\"";
            case BYTES -> {
              refuse(field);
              yield out.use("io.ringmain.protocol.Sizes") + ".NO_BYTES";
            }
            // Records have no empty value: without records a message carries null.
            case RECORDS -> {
              refuse(field);
              yield "null";
            }
          };
      case FieldType.Struct struct -> field.madeOnDemand() ? "null" : made(field, out);
      case FieldType.Array array -> field.madeOnDemand() ? "null" : made(field, out);
    };
  }

  /** A new struct or list, as the default of a field that is no null. */
  static String made(FieldSchema field, JavaSource out) {
    refuse(field);
    return field.type() instanceof FieldType.Struct(String name)
        ? "new " + name + "()"
        : "new " + out.use("java.util.ArrayList") + "<>()";
  }

  private static void refuse(FieldSchema field) {
    if (!field.defaultText().isEmpty()) {
      throw new SchemaException(
          "field " + field.name() + ": default '" + field.defaultText() + "' is not known");
    }
  }

  private static String fixed(FieldType.Fixed type, String text, JavaSource out) {
    return switch (type) {
      case BOOL ->
          switch (text) {
            case "", "false" -> "false";
            case "true" -> "true";
            default -> throw new SchemaException("'" + text + "' is neither true nor false");
          };
      case INT8 -> "(byte) " + number(text, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case INT16 -> "(short) " + number(text, Short.MIN_VALUE, Short.MAX_VALUE);
      case UINT16 -> "" + number(text, 0, 0xFFFF);
      case INT32 -> "" + number(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32 -> number(text, 0, 0xFFFF_FFFFL) + "L";
      case INT64 -> number(text, Long.MIN_VALUE, Long.MAX_VALUE) + "L";
      case FLOAT64 -> (text.isEmpty() ? 0.0 : Double.parseDouble(text)) + "d";
      case UUID -> {
        if (!text.isEmpty()) {
          throw new SchemaException("a uuid has no default but zero");
        }
        yield out.use("io.ringmain.protocol.KafkaUuid") + ".ZERO";
      }
    };
  }

  private static long number(String text, long least, long most) {
    long value = text.isEmpty() ? 0 : Long.decode(text);
    if (value < least || value > most) {
      throw new SchemaException("default " + text + " is not within " + least + " and " + most);
    }
    return value;
  }

  /** A condition on {@code value}; negated, {@code value} is something else than the default. */
  static String isDefault(FieldSchema field, String value, boolean negated, JavaSource out) {
    String not = negated ? "!" : "";
    if (field.defaultsToNull()) {
      return value + (negated ? " != null" : " == null");
    }
    String isEmpty =
        switch (field.type()) {
          case FieldType.Fixed fixed ->
              switch (fixed) {
                case BOOL -> (expression(field, out).equals("true") == negated ? "!" : "") + value;
                case FLOAT64 ->
                    not + "(Double.compare(" + value + ", " + expression(field, out) + ") == 0)";
                case UUID -> not + expression(field, out) + ".equals(" + value + ")";
                default -> value + (negated ? " != " : " == ") + expression(field, out);
              };
          case FieldType.Sized sized ->
              switch (sized) {
                case STRING -> not + expression(field, out) + ".equals(" + value + ")";
                case BYTES -> not + "(" + nullCheck(field, value) + value + ".remaining() == 0)";
                case RECORDS -> value + (negated ? " != null" : " == null");
              };
          case FieldType.Struct struct ->
              not + "(" + nullCheck(field, value) + value + ".isDefault())";
          case FieldType.Array array -> not + "(" + nullCheck(field, value) + value + ".isEmpty())";
        };
    return isEmpty;
  }

  private static String nullCheck(FieldSchema field, String value) {
    if (field.madeOnDemand()) {
      return value + " == null || ";
    }
    return field.nullable() ? value + " != null && " : "";
  }
}
