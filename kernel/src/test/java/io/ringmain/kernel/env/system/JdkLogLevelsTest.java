package io.ringmain.kernel.env.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.env.LogLevels;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdkLogLevelsTest {
  private final Logger above = Logger.getLogger("jdkloglevelstest");
  private final Logger below = Logger.getLogger("jdkloglevelstest.below");
  private final LogLevels levels = new JdkLogLevels();

  @BeforeEach
  void forgetLevels() {
    above.setLevel(null);
    below.setLevel(null);
  }

  @Test
  void tellsTheLevelsInEffectOfAllLoggers() {
    above.setLevel(Level.WARNING);
    assertEquals("WARN", levels.all().get(above.getName()));
    assertEquals("WARN", levels.all().get(below.getName()));
    assertTrue(levels.all().containsKey(LogLevels.ROOT));
    assertFalse(levels.all().containsKey(""));
  }

  @Test
  void everyWordIsReadBackOrHasNoEqual() {
    for (String word : LogLevels.WORDS) {
      levels.set(below.getName(), word);
      assertEquals(word.equals("FATAL") ? "ERROR" : word, levels.all().get(below.getName()));
    }
    assertThrows(IllegalArgumentException.class, () -> levels.set(below.getName(), "LOUD"));
  }

  @Test
  void aLoggerWithoutALevelHasThatOfTheOneAbove() {
    above.setLevel(Level.SEVERE);
    levels.set(below.getName(), "TRACE");
    assertTrue(below.isLoggable(Level.FINER));
    levels.inherit(below.getName());
    assertFalse(below.isLoggable(Level.WARNING));
    assertEquals("ERROR", levels.all().get(below.getName()));
  }
}
