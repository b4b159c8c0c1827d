package io.ringmain.protocol.generator;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Emits the enums of record types: what a number in front of a stored record says about its class.
 *
 * <p>A metadata record has its number and version in front of it. A record of a coordinator has the
 * number as the version of its key, and the value's version in front of the value.
 */
final class RecordTypeEmitter {
  private final String className;
  private final List<MessageSchema> messages;
  private final JavaSource out;

  private RecordTypeEmitter(String packageName, String className, List<MessageSchema> messages) {
    this.className = className;
    this.messages = messages;
    this.out = new JavaSource(packageName, className);
  }

  /** An enum for records of type {@code metadata}. */
  static JavaSource emitMetadata(String packageName, String className, List<MessageSchema> all) {
    RecordTypeEmitter emitter =
        new RecordTypeEmitter(packageName, className, ofKind(all, MessageSchema.Kind.METADATA));
    emitter.emit(
        "Types of metadata records",
        message -> message.name().replaceFirst("Record$", ""),
        message -> Optional.of(message));
    emitter.creation("newRecord", "TypedRecord", message -> message.name());
    emitter.out.line("}");
    return emitter.out;
  }

  /** An enum for pairs of {@code coordinator-key} and {@code coordinator-value}. */
  static JavaSource emitCoordinator(String packageName, String className, List<MessageSchema> all) {
    List<MessageSchema> values = ofKind(all, MessageSchema.Kind.COORDINATOR_VALUE);
    RecordTypeEmitter emitter =
        new RecordTypeEmitter(
            packageName, className, ofKind(all, MessageSchema.Kind.COORDINATOR_KEY));
    emitter.emit(
        "Types of coordinator records; the id is the version of the key, the versions are the"
            + " value's",
        message -> message.name().replaceFirst("Key$", ""),
        key -> values.stream().filter(value -> value.apiKey().equals(key.apiKey())).findFirst());
    emitter.creation("newKey", "Message", message -> message.name());
    emitter.creation(
        "newValue",
        "Message",
        key ->
            values.stream()
                .filter(value -> value.apiKey().equals(key.apiKey()))
                .findFirst()
                .orElseThrow()
                .name());
    emitter.out.line("}");
    return emitter.out;
  }

  private interface Naming {
    String name(MessageSchema message);
  }

  private interface Versioned {
    Optional<MessageSchema> of(MessageSchema message);
  }

  private static List<MessageSchema> ofKind(List<MessageSchema> messages, MessageSchema.Kind kind) {
    return messages.stream()
        .filter(message -> message.kind() == kind)
        .sorted(Comparator.comparing(message -> message.apiKey().orElseThrow()))
        .toList();
  }

  private static String constant(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  private Naming naming;

  private void emit(String about, Naming naming, Versioned versioned) {
    this.naming = naming;
    out.javadoc(about + ", generated from Kafka's schemas.");
    out.line("public enum %s {", className);
    for (int i = 0; i < messages.size(); i++) {
      MessageSchema message = messages.get(i);
      Versions versions =
          versioned
              .of(message)
              .orElseThrow(
                  () -> new SchemaException(message.name() + " has no value of its API key"))
              .versions();
      out.line(
          "%s(%d, %d, %d)%s",
          constant(naming.name(message)),
          message.apiKey().orElseThrow(),
          versions.lowest(),
          versions.highest(),
          i == messages.size() - 1 ? ";" : ",");
    }
    out.line("");
    out.line("private static final %s[] BY_ID = byId();", className);
    out.line("");
    out.line("private final short id;");
    out.line("private final short lowestVersion;");
    out.line("private final short highestVersion;");
    out.line("");
    out.line("private %s(int id, int lowestVersion, int highestVersion) {", className);
    out.line("this.id = (short) id;");
    out.line("this.lowestVersion = (short) lowestVersion;");
    out.line("this.highestVersion = (short) highestVersion;");
    out.line("}");
    for (String name : new String[] {"id", "lowestVersion", "highestVersion"}) {
      out.line("");
      out.line("public short %s() {", name);
      out.line("return %s;", name);
      out.line("}");
    }
    out.line("");
    out.line(
        "/** The type of an id, if there is one; a newer broker may have written one that is not"
            + " known. */");
    out.line("public static %s<%s> forId(int id) {", out.use("java.util.Optional"), className);
    out.line(
        "return id >= 0 && id < BY_ID.length ? Optional.ofNullable(BY_ID[id]) : Optional.empty();");
    out.line("}");
    out.line("");
    out.line("private static %s[] byId() {", className);
    out.line(
        "%s[] byId = new %s[%d];",
        className, className, messages.getLast().apiKey().orElseThrow() + 1);
    out.line("for (%s type : values()) {", className);
    out.line("byId[type.id] = type;");
    out.line("}");
    out.line("return byId;");
    out.line("}");
  }

  private void creation(String method, String type, Naming created) {
    out.line("");
    out.line("/** Every field at its default. */");
    out.line("public %s %s() {", out.use("io.ringmain.protocol." + type), method);
    out.line("return switch (this) {");
    for (MessageSchema message : messages) {
      out.line("case %s -> new %s();", constant(naming.name(message)), created.name(message));
    }
    out.line("};");
    out.line("}");
  }
}
