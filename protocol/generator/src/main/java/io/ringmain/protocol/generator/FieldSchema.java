package io.ringmain.protocol.generator;

import java.util.Optional;

/**
 * One field of a struct.
 *
 * @param name as the schema writes it, first letter in upper case
 * @param about the schema's own sentence on the field
 * @param versions the versions that have the field, tagged or not
 * @param taggedVersions those of them that carry it as a tagged field
 * @param tag the number of the tagged field, -1 if it is never tagged
 * @param nullableVersions the versions in which null may be written
 * @param flexibleVersions overrides the flexible versions of the message for this field
 * @param defaultText the default as text, {@code ""} for the type's own zero, {@code "null"} for
 *     null
 * @param ignorable whether a value is dropped silently in versions without the field
 * @param mapKey whether the field is (part of) the key of its struct within an array
 */
record FieldSchema(
    String name,
    String about,
    FieldType type,
    Versions versions,
    Versions taggedVersions,
    int tag,
    Versions nullableVersions,
    Optional<Versions> flexibleVersions,
    String defaultText,
    boolean ignorable,
    boolean mapKey) {

  String javaName() {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  boolean defaultsToNull() {
    return defaultText.equals("null");
  }

  /**
   * Whether the class keeps null for the default and makes the value when first asked for it:
   * structs and arrays that are only ever tagged are mostly absent, and not worth an allocation
   * each time.
   */
  boolean madeOnDemand() {
    boolean composed = type instanceof FieldType.Struct || type instanceof FieldType.Array;
    return composed && !nullable() && taggedVersions.equals(versions);
  }

  boolean nullable() {
    return !nullableVersions.isEmpty();
  }
}
