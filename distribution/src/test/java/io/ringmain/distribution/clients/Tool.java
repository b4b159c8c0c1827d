package io.ringmain.distribution.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A client that is a program: run to its end, given its input, asked for its output. */
public final class Tool {
  /** Far beyond what any run takes on a loaded machine. */
  private static final int DEADLINE_SECONDS = 120;

  private Tool() {}

  /**
   * Whether there is such a program. A test without it is skipped, but not where the build is
   * checked for everybody: there it fails.
   */
  public static void require(String program) {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!there && System.getenv("CI") != null) {
      Assertions.fail("no " + program + " on the PATH");
    }
    Assumptions.assumeTrue(there, "no " + program + " on the PATH");
  }

  /** Runs a program that must succeed, and returns its standard output. */
  public static String run(Path folder, String input, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("ringmain-tool", ".out");
    Path errors = Files.createTempFile("ringmain-tool", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      String said = Files.readString(output);
      assertTrue(
          ended && process.exitValue() == 0,
          () -> command + (ended ? " failed: " : " does not end: ") + said + read(errors));
      return said;
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  /** Runs one of Kafka's own tools, which lie in a folder of jars. */
  public static String kafka(String input, String mainClass, String... arguments)
      throws IOException, InterruptedException {
    return run(KafkaTools.jars(), input, KafkaTools.command(mainClass, List.of(arguments)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
