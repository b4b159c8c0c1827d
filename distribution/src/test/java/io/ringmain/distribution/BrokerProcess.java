package io.ringmain.distribution;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A broker in a process of its own, started by the launcher script. */
final class BrokerProcess implements AutoCloseable {
  /** Far beyond what a start or a stop takes on a loaded machine. */
  private static final int DEADLINE_SECONDS = 120;

  private final Process process;
  private final Path errors;

  BrokerProcess(Path folder, String... arguments) throws IOException {
    errors = Files.createTempFile(folder, "stderr", ".txt");
    List<String> command = new ArrayList<>(List.of(Assembled.launcher().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    // The JDK that runs the tests is the one to use, whatever else is installed.
    builder
        .environment()
        .put("RINGMAIN_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    process = builder.start();
  }

  /** The next line of standard output, or an empty text at its end. */
  String nextLine() throws IOException {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String line = reader.readLine();
    return line == null ? "" : line;
  }

  /** All of standard output, up to its end. */
  String allOutput() throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Asks it to stop: SIGTERM. Unlike {@link Process#destroy}, this leaves its output readable. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Ends it at once, as kill -9 does. */
  void kill() {
    process.destroyForcibly();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running after " + DEADLINE_SECONDS + " seconds");
    }
    return process.exitValue();
  }

  /** The processes that it has started, and theirs. */
  List<ProcessHandle> descendants() {
    return process.toHandle().descendants().toList();
  }

  /** Waits until it has written something to standard error. */
  void awaitError(String text) throws IOException, InterruptedException {
    while (!errors().contains(text)) {
      // Returns at once, with true, if there will be no more.
      if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("ended without: " + text + ": " + errors());
      }
    }
  }

  /** What it wrote to standard error so far. */
  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
