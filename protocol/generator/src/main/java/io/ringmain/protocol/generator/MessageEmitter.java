package io.ringmain.protocol.generator;

import java.util.ArrayList;
import java.util.List;

/** Emits the Java file of one message: its class, and the structs within it as nested classes. */
final class MessageEmitter {
  private final MessageSchema message;
  private final JavaSource out;

  private MessageEmitter(MessageSchema message, JavaSource out) {
    this.message = message;
    this.out = out;
  }

  /**
   * @param metadataRecord whether it is a record with a record type of its own to tell
   */
  static JavaSource emit(MessageSchema message, String packageName, boolean metadataRecord) {
    JavaSource out = new JavaSource(packageName, message.name());
    new MessageEmitter(message, out).emit(metadataRecord);
    return out;
  }

  private void emit(boolean metadataRecord) {
    out.javadoc(
        "Kafka's message "
            + message.name()
            + " in its versions "
            + message.versions()
            + ", generated from its schema. Mutable, for one thread.");
    String contract =
        switch (message.kind()) {
          case REQUEST, RESPONSE -> out.use("io.ringmain.protocol.ApiMessage");
          case METADATA ->
              metadataRecord
                  ? out.use("io.ringmain.protocol.TypedRecord")
                  : out.use("io.ringmain.protocol.Message");
          default -> out.use("io.ringmain.protocol.Message");
        };
    out.line("public final class %s implements %s {", message.name(), contract);
    StructEmitter body = new StructEmitter(message, message.body(), out);
    body.fields();
    body.constructors();
    apiKey(metadataRecord);
    codec(body);
    for (StructSchema struct : message.structs()) {
      nested(struct);
    }
    out.line("}");
  }

  private void apiKey(boolean metadataRecord) {
    switch (message.kind()) {
      case REQUEST, RESPONSE -> {
        out.line("");
        out.line("@Override");
        out.line("public %s apiKey() {", out.use("io.ringmain.protocol.ApiKey"));
        out.line("return ApiKey.%s;", ApiKeyEmitter.constant(message));
        out.line("}");
      }
      case METADATA -> {
        if (metadataRecord) {
          out.line("");
          out.line("@Override");
          out.line("public short apiKey() {");
          out.line("return %d;", message.apiKey().orElseThrow());
          out.line("}");
        }
      }
      default -> {}
    }
  }

  private void nested(StructSchema struct) {
    out.line("");
    out.javadoc(struct.about().isEmpty() ? "A part of " + message.name() + "." : struct.about());
    out.line(
        "public static final class %s implements %s {",
        struct.name(), out.use("io.ringmain.protocol.Message"));
    StructEmitter nested = new StructEmitter(message, struct, out);
    nested.fields();
    nested.constructors();
    codec(nested);
    if (isFieldByItself(struct)) {
      nested.isDefault();
    }
    out.line("}");
  }

  private static void codec(StructEmitter struct) {
    struct.versions();
    struct.accessors();
    struct.size();
    struct.write();
    struct.read();
    struct.identity();
  }

  private boolean isFieldByItself(StructSchema struct) {
    List<StructSchema> all = new ArrayList<>(message.structs());
    all.add(message.body());
    return all.stream()
        .flatMap(one -> one.fields().stream())
        .anyMatch(field -> field.type().equals(new FieldType.Struct(struct.name())));
  }
}
