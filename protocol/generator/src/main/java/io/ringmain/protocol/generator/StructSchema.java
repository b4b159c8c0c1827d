package io.ringmain.protocol.generator;

import java.util.List;

/**
 * The message itself or a struct within it.
 *
 * @param versions the versions in which it is used, within those of the message
 */
record StructSchema(String name, String about, Versions versions, List<FieldSchema> fields) {
  List<FieldSchema> taggedFields() {
    return fields.stream()
        .filter(field -> !field.taggedVersions().isEmpty())
        .sorted((a, b) -> Integer.compare(a.tag(), b.tag()))
        .toList();
  }

  List<FieldSchema> mapKeys() {
    return fields.stream().filter(FieldSchema::mapKey).toList();
  }
}
