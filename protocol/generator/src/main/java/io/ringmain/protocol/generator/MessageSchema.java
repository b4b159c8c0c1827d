package io.ringmain.protocol.generator;

import java.util.List;
import java.util.Optional;

/**
 * One message schema, parsed and checked.
 *
 * @param apiKey the API key of a request, or the record type of something stored
 * @param structs every struct within the message, by order of appearance; names are unique
 * @param latestVersionUnstable whether the highest version is not offered to clients yet
 */
record MessageSchema(
    Kind kind,
    Optional<Integer> apiKey,
    Versions flexibleVersions,
    boolean latestVersionUnstable,
    StructSchema body,
    List<StructSchema> structs) {

  enum Kind {
    REQUEST,
    RESPONSE,
    HEADER,
    DATA,
    METADATA,
    COORDINATOR_KEY,
    COORDINATOR_VALUE
  }

  String name() {
    return body.name();
  }

  Versions versions() {
    return body.versions();
  }

  StructSchema struct(String name) {
    return structs.stream()
        .filter(struct -> struct.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new SchemaException(name() + ": no struct is called '" + name + "'"));
  }
}
