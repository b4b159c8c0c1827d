package io.ringmain.protocol.generator;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Emits the enum of all APIs, {@code io.ringmain.protocol.ApiKey}, from the request and response
 * schemas.
 */
final class ApiKeyEmitter {
  static final String PACKAGE = "io.ringmain.protocol";
  private static final int API_VERSIONS = 18;

  private final List<MessageSchema> requests;
  private final List<MessageSchema> responses;
  private final String messagePackage;
  private final JavaSource out = new JavaSource(PACKAGE, "ApiKey");

  private ApiKeyEmitter(List<MessageSchema> messages, String messagePackage) {
    this.requests = ofKind(messages, MessageSchema.Kind.REQUEST);
    this.responses = ofKind(messages, MessageSchema.Kind.RESPONSE);
    this.messagePackage = messagePackage;
  }

  static JavaSource emit(List<MessageSchema> messages, String messagePackage) {
    ApiKeyEmitter emitter = new ApiKeyEmitter(messages, messagePackage);
    emitter.emit();
    return emitter.out;
  }

  private static List<MessageSchema> ofKind(List<MessageSchema> messages, MessageSchema.Kind kind) {
    return messages.stream()
        .filter(message -> message.kind() == kind)
        .sorted(Comparator.comparing(message -> message.apiKey().orElseThrow()))
        .toList();
  }

  /** {@code ListOffsetsRequest} becomes {@code LIST_OFFSETS}. */
  static String constant(MessageSchema message) {
    String name = message.name().replaceFirst("(Request|Response)$", "");
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  private void emit() {
    out.javadoc(
        "The APIs of Kafka's protocol, generated from its schemas. Safe on the hot path: nothing"
            + " here allocates but forId, newRequest and newResponse.");
    out.line("public enum ApiKey {");
    constants();
    state();
    lookup();
    headers();
    creation("Request", requests);
    creation("Response", responses);
    out.line("}");
  }

  private void constants() {
    for (int i = 0; i < requests.size(); i++) {
      MessageSchema request = requests.get(i);
      MessageSchema response = i < responses.size() ? responses.get(i) : null;
      if (response == null
          || !response.apiKey().equals(request.apiKey())
          || !response.versions().equals(request.versions())
          || !constant(response).equals(constant(request))) {
        throw new SchemaException(
            request.name() + " has no response of its name, API key and versions");
      }
      Versions versions = request.versions();
      int stable = request.latestVersionUnstable() ? versions.highest() - 1 : versions.highest();
      out.line(
          "%s(%d, %d, %d, %d, %d, %d)%s",
          constant(request),
          request.apiKey().orElseThrow(),
          versions.lowest(),
          stable,
          versions.highest(),
          firstFlexible(request),
          firstFlexible(response),
          i == requests.size() - 1 ? ";" : ",");
    }
  }

  /** The lowest flexible version; a schema's flexible versions go on to the highest. */
  private static int firstFlexible(MessageSchema message) {
    Versions flexible = message.flexibleVersions();
    if (flexible.isEmpty()) {
      return Short.MAX_VALUE;
    }
    if (flexible.highest() != message.versions().highest()) {
      throw new SchemaException(message.name() + ": flexible versions end before the valid ones");
    }
    return flexible.lowest();
  }

  private void state() {
    out.line("");
    out.line("private static final ApiKey[] BY_ID = byId();");
    out.line("");
    String[] names = {
      "id",
      "lowestVersion",
      "highestVersion",
      "unstableVersion",
      "firstFlexibleRequest",
      "firstFlexibleResponse"
    };
    for (String name : names) {
      out.line("private final short %s;", name);
    }
    out.line("");
    out.line("private ApiKey(int %s) {", String.join(", int ", names));
    for (String name : names) {
      out.line("this.%s = (short) %s;", name, name);
    }
    out.line("}");
    getter("The number that stands for the API in a request header.", "short", "id");
    getter("The lowest version there is.", "short", "lowestVersion");
    getter("The highest stable version.", "short", "highestVersion");
    out.line("");
    out.line(
        "/** The highest version there is a codec for: a version that Kafka calls unstable is above"
            + " the stable ones. */");
    out.line("public short highestVersionIncludingUnstable() {");
    out.line("return unstableVersion;");
    out.line("}");
  }

  private void getter(String about, String type, String name) {
    out.line("");
    out.javadoc(about);
    out.line("public %s %s() {", type, name);
    out.line("return %s;", name);
    out.line("}");
  }

  private void lookup() {
    out.line("");
    out.line("/** Whether the request of this version has tagged fields and compact lengths. */");
    out.line("public boolean flexible(short version) {");
    out.line("return version >= firstFlexibleRequest;");
    out.line("}");
    out.line("");
    out.line("/** The API of an id, if there is one. */");
    out.line("public static %s<ApiKey> forId(int id) {", out.use("java.util.Optional"));
    out.line("return Optional.ofNullable(forIdOrNull(id));");
    out.line("}");
    out.line("");
    out.line(
        "/** The API of an id, or null: for the hot path, where an Optional would be garbage. */");
    out.line("public static ApiKey forIdOrNull(int id) {");
    out.line("return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;");
    out.line("}");
    out.line("");
    out.line("private static ApiKey[] byId() {");
    out.line("ApiKey[] byId = new ApiKey[%d];", requests.getLast().apiKey().orElseThrow() + 1);
    out.line("for (ApiKey key : values()) {");
    out.line("byId[key.id] = key;");
    out.line("}");
    out.line("return byId;");
    out.line("}");
  }

  private void headers() {
    out.line("");
    out.line("/** The version of the RequestHeader in front of a request of this version. */");
    out.line("public short requestHeaderVersion(short version) {");
    out.line("return (short) (version >= firstFlexibleRequest ? 2 : 1);");
    out.line("}");
    out.line("");
    out.line("/**");
    out.line(
        " * The version of the ResponseHeader in front of a response of this version; always 0"
            + " for");
    out.line(" * ApiVersions, whose response must be readable to a client of any age.");
    out.line(" */");
    out.line("public short responseHeaderVersion(short version) {");
    out.line(
        "return (short) (id != %d && version >= firstFlexibleResponse ? 1 : 0);", API_VERSIONS);
    out.line("}");
  }

  private void creation(String what, List<MessageSchema> messages) {
    out.line("");
    out.line(
        "/** A new %s of this API, every field at its default. */", what.toLowerCase(Locale.ROOT));
    out.line("public ApiMessage new%s() {", what);
    out.line("return switch (this) {");
    for (MessageSchema message : messages) {
      out.line(
          "case %s -> new %s();",
          constant(message), out.use(messagePackage + "." + message.name()));
    }
    out.line("};");
    out.line("}");
  }
}
