package io.ringmain.protocol.generator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the parsed JSON of one schema into a {@link MessageSchema}.
 *
 * <p>Strict on purpose: a key, type or combination that it does not know ends the build with the
 * message's and the field's name, so that a new release of Kafka cannot bring a feature that is
 * silently left out.
 */
final class SchemaParser {
  private static final Set<String> MESSAGE_KEYS =
      Set.of(
          "apiKey",
          "type",
          "name",
          "validVersions",
          "flexibleVersions",
          "latestVersionUnstable",
          "listeners",
          "fields",
          "commonStructs",
          "about");
  private static final Set<String> FIELD_KEYS =
      Set.of(
          "name",
          "type",
          "versions",
          "about",
          "fields",
          "default",
          "nullableVersions",
          "taggedVersions",
          "tag",
          "flexibleVersions",
          "ignorable",
          "mapKey",
          "entityType",
          "zeroCopy");
  private static final Set<String> STRUCT_KEYS = Set.of("name", "versions", "about", "fields");

  private final Map<String, Object> json;
  private final String messageName;
  private final Map<String, StructSchema> structs = new LinkedHashMap<>();

  private SchemaParser(Map<String, Object> json) {
    this.json = json;
    this.messageName = (String) json.get("name");
  }

  /**
   * The schema, or nothing if no version of the message is left ({@code "validVersions": "none"}).
   */
  static Optional<MessageSchema> parse(Map<String, Object> json) {
    SchemaParser parser = new SchemaParser(json);
    try {
      return parser.message();
    } catch (SchemaException e) {
      throw new SchemaException(parser.messageName + ": " + e.getMessage());
    }
  }

  private Optional<MessageSchema> message() {
    refuseUnknownKeys(json, MESSAGE_KEYS);
    Versions versions = Versions.parse(text(json, "validVersions"));
    if (versions.isEmpty()) {
      return Optional.empty();
    }
    Versions flexible = Versions.parse(text(json, "flexibleVersions"));
    for (Map<String, Object> common : objects(json, "commonStructs")) {
      refuseUnknownKeys(common, STRUCT_KEYS);
      Versions used = Versions.parse(text(common, "versions")).intersect(versions);
      addStruct(text(common, "name"), "", used, objects(common, "fields"));
    }
    StructSchema body =
        new StructSchema(
            messageName,
            textOr(json, "about", ""),
            versions,
            fields(objects(json, "fields"), versions));
    MessageSchema message =
        new MessageSchema(
            kind(),
            Optional.ofNullable((Long) json.get("apiKey")).map(Math::toIntExact),
            flexible.intersect(versions),
            flag(json, "latestVersionUnstable"),
            body,
            List.copyOf(structs.values()));
    checkFields(message);
    return Optional.of(message);
  }

  private MessageSchema.Kind kind() {
    String type = text(json, "type");
    try {
      return MessageSchema.Kind.valueOf(type.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new SchemaException("unknown message type '" + type + "'");
    }
  }

  private void addStruct(
      String name, String about, Versions versions, List<Map<String, Object>> fields) {
    StructSchema struct = new StructSchema(name, about, versions, fields(fields, versions));
    if (name.equals(messageName) || structs.put(name, struct) != null) {
      throw new SchemaException("two structs are called '" + name + "'");
    }
  }

  private List<FieldSchema> fields(List<Map<String, Object>> array, Versions structVersions) {
    List<FieldSchema> fields = new ArrayList<>();
    for (Map<String, Object> field : array) {
      try {
        fields.add(field(field, structVersions));
      } catch (SchemaException e) {
        throw new SchemaException("field " + field.get("name") + ": " + e.getMessage());
      }
    }
    return fields;
  }

  private FieldSchema field(Map<String, Object> field, Versions structVersions) {
    refuseUnknownKeys(field, FIELD_KEYS);
    Versions tagged = Versions.parse(textOr(field, "taggedVersions", "none"));
    // A field without versions of its own exists where it is tagged.
    Versions versions =
        field.containsKey("versions") ? Versions.parse(text(field, "versions")) : tagged;
    if (versions.isEmpty()) {
      throw new SchemaException("it has neither versions nor taggedVersions");
    }
    Versions used = versions.intersect(structVersions);
    FieldType type = FieldType.parse(text(field, "type"));
    if (field.containsKey("fields")) {
      addStruct(structName(type), textOr(field, "about", ""), used, objects(field, "fields"));
    }
    Optional<Versions> flexible =
        field.containsKey("flexibleVersions")
            ? Optional.of(Versions.parse(text(field, "flexibleVersions")))
            : Optional.empty();
    // As in Kafka, a JSON null is no default at all; only the text "null" means null.
    Object defaultValue = field.get("default");
    return new FieldSchema(
        text(field, "name"),
        textOr(field, "about", ""),
        type,
        used,
        tagged.intersect(used),
        field.get("tag") instanceof Long tag ? Math.toIntExact(tag) : -1,
        Versions.parse(textOr(field, "nullableVersions", "none")).intersect(used),
        flexible,
        defaultValue == null ? "" : defaultValue.toString(),
        flag(field, "ignorable"),
        flag(field, "mapKey"));
  }

  private static String structName(FieldType type) {
    return switch (type) {
      case FieldType.Struct(String name) -> name;
      case FieldType.Array(FieldType.Struct(String name)) -> name;
      default -> throw new SchemaException("only a struct or an array of structs has fields");
    };
  }

  /** Checks what needs all structs to be known. */
  private static void checkFields(MessageSchema message) {
    List<StructSchema> all = new ArrayList<>(message.structs());
    all.add(message.body());
    for (StructSchema struct : all) {
      Set<Integer> tags = new HashSet<>();
      for (FieldSchema field : struct.fields()) {
        try {
          checkField(message, field, tags);
        } catch (SchemaException e) {
          throw new SchemaException(struct.name() + "." + field.name() + ": " + e.getMessage());
        }
      }
    }
  }

  private static void checkField(MessageSchema message, FieldSchema field, Set<Integer> tags) {
    FieldType type = field.type();
    if (type instanceof FieldType.Struct(String name)) {
      message.struct(name);
    }
    if (type instanceof FieldType.Array(FieldType.Struct(String name))) {
      message.struct(name);
    }
    if (type instanceof FieldType.Fixed && field.nullable()) {
      throw new SchemaException("a value of a fixed size cannot be null");
    }
    if (field.defaultsToNull() && !field.nullableVersions().covers(field.versions())) {
      throw new SchemaException("null is its default, but not allowed in every version");
    }
    if (field.flexibleVersions().isPresent()
        && type != FieldType.Sized.STRING
        && type != FieldType.Sized.BYTES) {
      throw new SchemaException("only a string or bytes field has flexibleVersions of its own");
    }
    if (field.taggedVersions().isEmpty()) {
      return;
    }
    if (field.tag() < 0 || !tags.add(field.tag())) {
      throw new SchemaException("a tagged field needs a tag of its own");
    }
    if (!message.flexibleVersions().covers(field.taggedVersions())) {
      throw new SchemaException("it is tagged in versions that are not flexible");
    }
  }

  private static void refuseUnknownKeys(Map<String, Object> object, Set<String> known) {
    for (String key : object.keySet()) {
      if (!known.contains(key)) {
        throw new SchemaException("unknown key '" + key + "'");
      }
    }
  }

  private static String text(Map<String, Object> object, String key) {
    if (object.get(key) instanceof String text) {
      return text;
    }
    throw new SchemaException("'" + key + "' is missing or is not a text");
  }

  private static String textOr(Map<String, Object> object, String key, String otherwise) {
    return object.containsKey(key) ? text(object, key) : otherwise;
  }

  private static boolean flag(Map<String, Object> object, String key) {
    return switch (object.get(key)) {
      case null -> false;
      case Boolean value -> value;
      case String value when value.equals("true") || value.equals("false") ->
          Boolean.parseBoolean(value);
      default -> throw new SchemaException("'" + key + "' is neither true nor false");
    };
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(Map<String, Object> object, String key) {
    Object value = object.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
      return (List<Map<String, Object>>) value;
    }
    throw new SchemaException("'" + key + "' is not an array of objects");
  }
}
