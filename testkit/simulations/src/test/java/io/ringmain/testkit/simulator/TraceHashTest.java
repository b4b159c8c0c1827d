package io.ringmain.testkit.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The trace of a seed is the same in every Java virtual machine: whatever is drawn anew by each,
 * such as identity hashes or the order of immutable sets, has no say in it.
 */
class TraceHashTest {
  private static final int DURATION_MS = 15_000;
  private static final String LOGGING = "java.util.logging.config.file";

  /** Of several simulations: not each comes to where an order matters. */
  static String hash() {
    return LongStream.range(4711, 4719)
        .mapToObj(seed -> Simulation.run(new SimulationPlan(seed, 3, DURATION_MS, "all")))
        .map(SimulationResult::traceHash)
        .collect(Collectors.joining(" "));
  }

  @Test
  void isTheSameInOtherProcesses() throws IOException, InterruptedException {
    List<Process> others = List.of(begin(), begin());
    String here = hash();
    for (Process other : others) {
      assertEquals(here, hashFrom(other));
    }
  }

  private static Process begin() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", // It does not live long enough for more.
            "-D" + LOGGING + "=" + System.getProperty(LOGGING),
            "-cp",
            System.getProperty("java.class.path"),
            PrintedHash.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String hashFrom(Process process) throws IOException, InterruptedException {
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(0, process.waitFor());
    return printed;
  }
}
