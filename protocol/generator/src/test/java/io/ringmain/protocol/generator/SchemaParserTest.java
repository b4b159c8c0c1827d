package io.ringmain.protocol.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the generator does not understand ends the build, with the names of message and field. */
class SchemaParserTest {

  private static Optional<MessageSchema> parse(String keys, String fields) {
    return SchemaParser.parse(
        Json.parseObject(
            "test",
            """
            { "type": "data", "name": "Sample", "validVersions": "0-4", "flexibleVersions": "2+",
              %s "fields": [%s] }
            """
                .formatted(keys, fields)));
  }

  @Test
  void readsAMessage() {
    MessageSchema message =
        parse(
                "",
                """
                { "name": "Names", "type": "[]Entry", "versions": "1+", "nullableVersions": "3+",
                  "fields": [
                    { "name": "Key", "type": "string", "versions": "0+", "mapKey": true },
                    { "name": "Level", "type": "int8", "taggedVersions": "2+", "tag": 0,
                      "default": "0x7f" }
                ]}
                """)
            .orElseThrow();
    FieldSchema names = message.body().fields().getFirst();
    assertEquals(Versions.parse("1-4"), names.versions());
    assertEquals(Versions.parse("3-4"), names.nullableVersions());
    StructSchema entry = message.struct("Entry");
    assertEquals(Versions.parse("1-4"), entry.versions());
    assertEquals("key", entry.mapKeys().getFirst().javaName());
    // Without versions of its own, a field is where it is tagged.
    assertEquals(Versions.parse("2-4"), entry.taggedFields().getFirst().versions());
  }

  @Test
  void leavesOutMessagesWithoutVersions() {
    assertTrue(
        SchemaParser.parse(
                Json.parseObject(
                    "test", "{\"name\": \"Old\", \"type\": \"data\", \"validVersions\": \"none\"}"))
            .isEmpty());
  }

  @Test
  void aDefaultOfJsonNullIsNoDefault() {
    FieldSchema field =
        parse(
                "",
                """
                { "name": "Names", "type": "[]string", "versions": "0+",
                  "nullableVersions": "0+", "default": null }
                """)
            .orElseThrow()
            .body()
            .fields()
            .getFirst();
    assertEquals("", field.defaultText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "type": "int32", "versions": "0+", "colour": 1 | unknown key 'colour'
          "type": "int128", "versions": "0+" | unknown type 'int128'
          "type": "[][]int8", "versions": "0+" | an array of '[]int8'
          "type": "Missing", "versions": "0+" | no struct is called 'Missing'
          "type": "int8" | neither versions nor taggedVersions
          "type": "int8", "versions": "2+", "taggedVersions": "2+" | needs a tag of its own
          "type": "int8", "versions": "0+", "taggedVersions": "0+", "tag": 0 | not flexible
          "type": "int8", "versions": "0+", "nullableVersions": "0+" | cannot be null
          "type": "string", "versions": "0+", "default": "null" | not allowed in every version
          "type": "int8", "versions": "0+", "flexibleVersions": "none" | only a string or bytes
          "type": "int8", "versions": "0+", "fields": [] | only a struct
          "type": "int8", "versions": "0+", "ignorable": "maybe" | neither true nor false
          """)
  void refusesFieldsItDoesNotUnderstand(String keys, String reason) {
    SchemaException refused =
        assertThrows(
            SchemaException.class, () -> parse("", "{ \"name\": \"Odd\", " + keys.strip() + "}"));
    assertTrue(refused.getMessage().startsWith("Sample: "), refused.getMessage());
    assertTrue(refused.getMessage().contains("Odd"), refused.getMessage());
    assertTrue(refused.getMessage().contains(reason.strip()), refused.getMessage());
  }

  @Test
  void refusesMessagesItDoesNotUnderstand() {
    SchemaException refused =
        assertThrows(SchemaException.class, () -> parse("\"shape\": \"round\",", ""));
    assertEquals("Sample: unknown key 'shape'", refused.getMessage());
  }
}
