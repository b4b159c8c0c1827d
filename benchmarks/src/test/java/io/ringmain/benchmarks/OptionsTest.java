package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OptionsTest {
  @Test
  void withoutArgumentsEverythingRunsThreeTimesInFull() {
    Options options = parse();
    assertEquals(3, options.rounds());
    assertEquals(Loads.NAMES, options.loads());
    assertEquals(Loads.Size.FULL, options.size());
    assertEquals(Set.of(Broker.RINGMAIN, Broker.KAFKA), options.brokers());
  }

  @Test
  void argumentsReplaceTheDefaults() {
    Options options =
        parse("--rounds", "5", "--loads", "c,e", "--size", "small", "--only", "kafka");
    assertEquals(5, options.rounds());
    assertEquals(List.of("c", "e"), options.loads());
    assertEquals(Loads.Size.SMALL, options.size());
    assertEquals(Set.of(Broker.KAFKA), options.brokers());
  }

  @Test
  void refusalsSayWhatIsAllowed() {
    assertRefused("allowed are 1 to 9999", "--rounds", "0");
    assertRefused("allowed are [start, a, b, c, e, f, g]", "--loads", "a,z");
    assertRefused("allowed are [small, full]", "--size", "huge");
    assertRefused("--size needs a value", "--size");
    assertRefused("allowed is a folder that ringmain assemble", "--image", "no-image");
    assertRefused("unknown option --fast", "--fast", "1");
  }

  @Test
  void everyLoadCanBeBuilt() {
    for (Loads.Size size : Loads.Size.values()) {
      for (String name : List.of("a", "b", "c", "e")) {
        assertEquals(name, Loads.of(name, size).name());
      }
    }
    assertTrue(Loads.of("b", Loads.Size.FULL).description().contains("1 GiB"));
  }

  private static void assertRefused(String reason, String... arguments) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> parse(arguments)).getMessage();
    assertTrue(message.contains(reason), message);
  }

  private static Options parse(String... arguments) {
    return Options.parse(Path.of("clone"), List.of(arguments));
  }
}
