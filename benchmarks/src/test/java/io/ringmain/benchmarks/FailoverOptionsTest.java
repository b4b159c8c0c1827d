package io.ringmain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.benchmarks.FailoverOptions.Victim;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FailoverOptionsTest {
  @Test
  void withoutArgumentsEverythingIsKilledFiveTimes() {
    FailoverOptions options = parse();
    assertEquals(5, options.rounds());
    assertEquals(List.of(1, 5000), options.partitionCounts());
    assertEquals(List.of(FailoverSystem.values()), options.systems());
    assertEquals(List.of(Victim.values()), options.victims());
  }

  @Test
  void argumentsReplaceTheDefaults() {
    FailoverOptions options =
        parse("--partitions", "7", "--systems", "kraft,ringmain", "--kill", "controller");
    assertEquals(List.of(7), options.partitionCounts());
    assertEquals(List.of(FailoverSystem.KRAFT, FailoverSystem.RINGMAIN), options.systems());
    assertEquals(List.of(Victim.CONTROLLER), options.victims());
  }

  @Test
  void refusalsSayWhatIsAllowed() {
    assertRefused("--partitions 0: allowed are 1 to 10000", "--partitions", "1,0");
    assertRefused(
        "--systems kafka: allowed are [ringmain, kraft, zookeeper]", "--systems", "kafka");
    assertRefused("--kill all: allowed are [broker, controller]", "--kill", "all");
    assertRefused("--rounds needs a value", "--rounds");
    assertRefused("unknown option --loads", "--loads", "a");
  }

  private static FailoverOptions parse(String... arguments) {
    return FailoverOptions.parse(Path.of("clone"), List.of(arguments));
  }

  private static void assertRefused(String message, String... arguments) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> parse(arguments));
    assertTrue(refused.getMessage().contains(message), refused.getMessage());
  }
}
