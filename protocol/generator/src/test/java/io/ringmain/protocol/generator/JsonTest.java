package io.ringmain.protocol.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void readsObjectsWithComments() {
    Map<String, Object> object =
        Json.parseObject(
            "a.json",
            """
            // before
            { "text": "a // b \\"\\u0041\\" \\n", // behind
              "list": [1, -2, true, false, null, {}, []] }
            """);
    assertEquals("a // b \"A\" \n", object.get("text"));
    assertEquals(
        Arrays.asList(1L, -2L, true, false, null, Map.of(), List.of()), object.get("list"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1} 2",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1.5}",
        "{\"a\":tru}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12",
        "[1]"
      })
  void refusesWhatIsNoObject(String text) {
    assertThrows(SchemaException.class, () -> Json.parseObject("a.json", text));
  }

  @Test
  void errorsNameSourceAndLine() {
    SchemaException error =
        assertThrows(
            SchemaException.class, () -> Json.parseObject("a.json", "{\n\"a\": 1,\n\"a\": 2}"));
    assertTrue(error.getMessage().startsWith("a.json, near line"), error.getMessage());
    assertTrue(error.getMessage().contains("appears twice"), error.getMessage());
  }
}
