package io.ringmain.protocol.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"0", "3-5", "4+", "none"})
  void writesWhatItReads(String text) {
    assertEquals(text, Versions.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1,3", "5-3", "-1", "1+2", "99999"})
  void refusesOtherTexts(String text) {
    assertThrows(SchemaException.class, () -> Versions.parse(text));
  }

  @Test
  void knowsWhatItContains() {
    Versions some = Versions.parse("3-5");
    assertTrue(some.contains(3) && some.contains(5));
    assertFalse(some.contains(2) || some.contains(6));
    assertTrue(Versions.parse("0+").covers(some));
    assertTrue(some.covers(Versions.NONE));
    assertFalse(some.covers(Versions.parse("4+")));
  }

  @Test
  void cutsRanges() {
    Versions some = Versions.parse("3-5");
    assertEquals(Versions.parse("4-5"), some.intersect(Versions.parse("4+")));
    assertEquals(Versions.NONE, some.intersect(Versions.parse("6+")));
    assertEquals(Versions.parse("3"), some.minus(Versions.parse("4+")));
    assertEquals(Versions.parse("5"), some.minus(Versions.parse("0-4")));
    assertEquals(some, some.minus(Versions.parse("9+")));
    assertThrows(SchemaException.class, () -> some.minus(Versions.parse("4")));
  }
}
