package io.ringmain.coordination.local;

import static io.ringmain.coordination.local.Opened.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.spi.coordination.Coordination;
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

/** What a process that is killed leaves in the journal. */
final class KilledProcessTest {
  private static final int ROUNDS = 2;
  private static final int COMMITS_BEFORE_KILL = 100;

  @TempDir Path directory;

  @Test
  void killingTheProcessLosesNoCompletedCommit() throws IOException, InterruptedException {
    int first = 0;
    for (int round = 0; round < ROUNDS; round++) {
      int completed = commitUntilKilled(first, first + COMMITS_BEFORE_KILL * (round + 1));
      try (Coordination coordination = Opened.in(directory)) {
        Set<String> found = Set.copyOf(answer(coordination.children("/")).orElseThrow());
        for (int number = first; number <= completed; number++) {
          assertTrue(found.contains("n" + number), "commit " + number + " of " + completed);
        }
        assertTrue(answer(coordination.read("/alive")).isEmpty(), "the dead session's entry");
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
    assertEquals(137, child.exitValue());
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
