package io.ringmain.testkit.tck.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.testkit.tck.Answers;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Proves a coordination plugin whose store lives in the broker's own process: when that is killed,
 * the store has every commit that had completed (C4, C5), and nothing of the dead session (C7).
 *
 * <p>The author of such a plugin extends it in a test class, and implements {@link #open}. A child
 * process, which is killed in the midst of commits, makes an object of that class and calls it too:
 * so the class is not an inner one, and has a constructor without arguments.
 */
public abstract class KilledProcessTck {
  private static final int KILLED = 137;

  @TempDir private Path directory;

  /** For the test class that extends it. */
  protected KilledProcessTck() {}

  /** Opens the store whose data is in the directory, whatever an earlier process has left there. */
  protected abstract Coordination open(Path dataDirectory);

  /** Capability: how often a process is killed. */
  protected int rounds() {
    return 2;
  }

  /** Capability: after how many commits it is killed the first time; each time after some more. */
  protected int commitsBeforeKill() {
    return 100;
  }

  @Test
  void c5_killingTheProcessLosesNoCompletedCommit() throws IOException, InterruptedException {
    int first = 0;
    for (int round = 0; round < rounds(); round++) {
      int completed = commitUntilKilled(first, first + commitsBeforeKill() * (round + 1));
      try (Coordination coordination = open(directory)) {
        Set<String> found = Set.copyOf(Answers.get(coordination.children("/")).orElseThrow());
        for (int number = first; number <= completed; number++) {
          assertTrue(found.contains("n" + number), "commit " + number + " of " + completed);
        }
        assertTrue(
            Answers.get(coordination.read(CommittingProcess.ALIVE)).isEmpty(),
            "the dead session's entry");
      }
      first = completed + 100_000;
    }
  }

  /** Returns the last commit whose completion the child told. */
  private int commitUntilKilled(int from, int killAfter) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx128m",
                "-cp",
                path(),
                CommittingProcess.class.getName(),
                getClass().getName(),
                directory.toString(),
                Integer.toString(from))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int last = -1;
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        last = Integer.parseInt(line);
        if (last == killAfter) {
          child.toHandle().destroyForcibly(); // What it has written can still be read.
        }
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertEquals(KILLED, child.exitValue(), "the child ended by itself after commit " + last);
    return last;
  }

  /** Everything this process has, as a class path. */
  private static String path() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(System::getProperty)
        .filter(path -> path != null && !path.isEmpty())
        .flatMap(path -> List.of(path.split(File.pathSeparator, -1)).stream())
        .distinct()
        .collect(
            Collectors.joining(
                File.pathSeparator, Path.of("target", "test-classes") + File.pathSeparator, ""));
  }
}
