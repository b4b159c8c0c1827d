package io.ringmain.distribution.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A broker or a ZooKeeper server in a process of its own, which can be killed, paused and started
 * again on the same data and port. It ends when the process of the test does.
 *
 * <p>Used by the thread of the test.
 */
final class ServerProcess implements AutoCloseable {
  /** Far beyond what a start or a stop takes on a loaded machine. */
  private static final int DEADLINE_SECONDS = 180;

  private final String name;
  private final String command;
  private final List<String> prefix;
  private final Map<String, String> settings;
  private final Path log;
  private final String heapOptions;
  private Process process;

  /**
   * @param command of the command line, such as {@code start}
   * @param prefix what the program is run by, such as {@code ip netns exec NAME}
   * @param folder where its log goes
   */
  ServerProcess(
      String name,
      String command,
      List<String> prefix,
      Map<String, String> settings,
      Path folder,
      String heapOptions) {
    this.name = name;
    this.command = command;
    this.prefix = List.copyOf(prefix);
    this.settings = Map.copyOf(settings);
    this.log = folder.resolve(name + ".log");
    this.heapOptions = heapOptions;
  }

  String name() {
    return name;
  }

  /** Starts it, and does not wait. */
  void launch() throws IOException {
    List<String> words = new ArrayList<>(prefix);
    words.add(Path.of(System.getProperty("ringmain.assembled"), "bin", "ringmain").toString());
    words.add(command);
    settings.forEach((key, value) -> {
      words.add("--override");
      words.add(key + "=" + value);
    });
    words.add("--stop-at-end-of-input");
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // The JDK that runs the tests is the one to use, whatever else is installed.
    builder.environment().put("RINGMAIN_JAVA", java().toString());
    builder.environment().put("RINGMAIN_HEAP_OPTS", heapOptions);
    process = builder.start();
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** Waits for the line by which it says that it serves. */
  void awaitReady() throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    if (line == null || !line.contains(" ready on ")) {
      throw new IllegalStateException(name + " is not ready, but '" + line + "': " + log());
    }
  }

  void start() throws IOException {
    launch();
    awaitReady();
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Ends it as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to stop, as SIGTERM does, and waits until it has. */
  void stop() throws InterruptedException, IOException {
    process.toHandle().destroy();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(name + " does not stop: " + log());
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          name + " stopped with exit code " + process.exitValue() + ": " + log());
    }
  }

  /** Takes the processor away from it, until {@link #resume}. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    int exitCode =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
            .inheritIO()
            .start()
            .waitFor();
    if (exitCode != 0) {
      throw new IllegalStateException("kill -" + signal + " of " + name + ": " + exitCode);
    }
  }

  /** All that it has logged, over all its starts. */
  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "";
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
