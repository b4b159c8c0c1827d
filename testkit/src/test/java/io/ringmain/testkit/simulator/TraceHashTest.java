package io.ringmain.testkit.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The trace of a seed is the same in every Java virtual machine: whatever is drawn anew by each,
 * such as identity hashes or the order of immutable sets, has no say in it.
 */
class TraceHashTest {
  static final SimulationPlan PLAN = new SimulationPlan(4711, 3, 60_000, "all");

  @Test
  void isTheSameInAnotherProcess() throws IOException, InterruptedException {
    String here = Simulation.run(PLAN).traceHash();
    assertEquals(here, hashFromProcess());
    assertEquals(here, hashFromProcess());
  }

  private static String hashFromProcess() throws IOException, InterruptedException {
    List<String> classPath = new ArrayList<>();
    classPath.add(Path.of("target", "test-classes").toString());
    classPath.add(Path.of("target", "classes").toString());
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      classPath.add(System.getProperty(property, ""));
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.config.file=src/test/resources/logging.properties",
                "-cp",
                String.join(File.pathSeparator, classPath),
                PrintedHash.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(0, process.waitFor());
    return printed;
  }
}
