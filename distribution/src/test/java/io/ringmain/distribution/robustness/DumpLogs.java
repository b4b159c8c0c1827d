package io.ringmain.distribution.robustness;

import io.ringmain.distribution.clients.KafkaTools;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Kafka's own DumpLogSegments, in a process with jars of its own: what it finds wrong with a data
 * folder that no broker has open.
 */
final class DumpLogs {
  private DumpLogs() {}

  /** The lines that are complaints; none is what a test wants. */
  static List<String> complaints(Path data) throws IOException, InterruptedException {
    List<String> complaints = new ArrayList<>();
    complaints.addAll(run("--deep-iteration", "--files", files(data, "log", "index")));
    complaints.addAll(run("--index-sanity-check", "--files", files(data, "index")));
    return complaints;
  }

  private static String files(Path data, String... endings) throws IOException {
    try (Stream<Path> all = Files.walk(data, 2)) {
      return all.filter(f -> !f.startsWith(data.resolve("coordination")))
          .map(Path::toString)
          .filter(f -> Stream.of(endings).anyMatch(f::endsWith))
          .sorted()
          .collect(Collectors.joining(","));
    }
  }

  private static List<String> run(String... arguments) throws IOException, InterruptedException {
    List<String> command = KafkaTools.command("DumpLogSegments", List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> complaints = new ArrayList<>();
    boolean dumped = false;
    // Line by line: there is one for every record.
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        dumped |= line.startsWith("Dumping ");
        if (isComplaint(line)) {
          complaints.add(line);
        }
      }
    }
    int exitCode = process.waitFor();
    if (exitCode != 0 || !dumped) {
      throw new IllegalStateException("DumpLogSegments ended with " + exitCode + complaints);
    }
    return complaints;
  }

  /**
   * The tool calls the first record of every file that does not start at offset 0 non-consecutive
   * ("-1 is followed by 176"); a real gap names another offset than −1.
   */
  private static boolean isComplaint(String line) {
    boolean expected =
        line.isBlank()
            || line.startsWith("Dumping ")
            || line.startsWith("Non-consecutive offsets in ")
            || line.strip().startsWith("-1 is followed by ")
            || line.startsWith("Log starting offset")
            || line.endsWith(".index is empty.")
            || line.startsWith("baseOffset: ")
            || line.startsWith("| offset: ")
            || line.startsWith("offset: ")
            || line.startsWith("timestamp: ")
            || line.startsWith("SLF4J")
            || line.contains("passed sanity check");
    return !expected || line.contains("isvalid: false");
  }
}
