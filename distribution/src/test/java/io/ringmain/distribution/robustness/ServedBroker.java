package io.ringmain.distribution.robustness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The assembled broker in a process of its own, which may be killed and started again on the same
 * data, and then takes the same port again, so that clients find it.
 *
 * <p>Used by the thread of the test; {@link #awaitPort} by any thread.
 */
final class ServedBroker implements AutoCloseable {
  /** Far beyond what a start or a stop takes on a loaded machine. */
  private static final int DEADLINE_SECONDS = 120;

  private static final Pattern READY =
      Pattern.compile("ringmain: broker \\d+ ready on 127\\.0\\.0\\.1:(\\d+)");

  private final Path folder;
  private final Path data;
  private final Map<String, String> settings;
  private final String heapOptions;
  private Process process;
  private int port;
  private boolean serves;
  private boolean closed;

  /**
   * @param folder for its log, and its data unless that is given
   */
  ServedBroker(Path folder, Map<String, String> settings) {
    this(folder, folder.resolve("data"), settings, "");
  }

  /**
   * @param heapOptions of the virtual machine, or empty for the default
   */
  ServedBroker(Path folder, Path data, Map<String, String> settings, String heapOptions) {
    this.folder = folder;
    this.data = data;
    this.settings = Map.copyOf(settings);
    this.heapOptions = heapOptions;
  }

  /** Starts it, and waits until it serves. */
  ServedBroker start() throws IOException {
    String line = launch();
    Matcher ready = READY.matcher(line);
    if (!ready.matches()) {
      throw new IllegalStateException("not ready, but '" + line + "': " + log());
    }
    synchronized (this) {
      port = Integer.parseInt(ready.group(1));
      serves = true;
      notifyAll();
    }
    return this;
  }

  /** Starts it, and waits for its first line, or an empty text if it ends without one. */
  String launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("ringmain.assembled"), "bin", "ringmain").toString());
    command.add("start");
    override(command, "listeners", "PLAINTEXT://127.0.0.1:" + port());
    override(command, "log.dirs", data.toString());
    override(command, "metrics.port", "-1");
    settings.forEach((key, value) -> override(command, key, value));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    // The JDK that runs the tests is the one to use, whatever else is installed.
    builder.environment().put("RINGMAIN_JAVA", java().toString());
    if (!heapOptions.isEmpty()) {
      builder.environment().put("RINGMAIN_HEAP_OPTS", heapOptions);
    }
    process = builder.start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    return line == null ? "" : line;
  }

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static void override(List<String> command, String key, String value) {
    command.add("--override");
    command.add(key + "=" + value);
  }

  /** Where it serves, or served last. */
  synchronized int port() {
    return port;
  }

  /** Where it serves; waits while it does not. */
  synchronized int awaitPort() throws InterruptedException {
    while (!serves) {
      if (closed) {
        throw new IllegalStateException("the broker serves no more");
      }
      wait();
    }
    return port;
  }

  private synchronized void servesNoMore() {
    serves = false;
  }

  Path data() {
    return data;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as kill -9 does. */
  void kill() throws InterruptedException {
    servesNoMore();
    process.destroyForcibly().waitFor();
  }

  /** Asks it to stop, as SIGTERM does, and waits until it has. */
  int stop() throws InterruptedException {
    servesNoMore();
    process.toHandle().destroy();
    return exitCode();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running after " + DEADLINE_SECONDS + " seconds");
    }
    return process.exitValue();
  }

  /** All that it has logged, over all its starts. */
  String log() throws IOException {
    return Files.exists(logFile()) ? Files.readString(logFile()) : "";
  }

  private Path logFile() {
    return folder.resolve("stderr.txt");
  }

  /** How many files and sockets it has open. */
  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", "" + process.pid(), "fd"))) {
      return files.count();
    }
  }

  /** How many threads it has. */
  long threads() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", "" + process.pid(), "task"))) {
      return tasks.count();
    }
  }

  /** Its resident memory, in KiB. */
  long residentKib() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", "" + process.pid(), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException("no VmRSS");
  }

  @Override
  public synchronized void close() {
    serves = false;
    closed = true;
    notifyAll();
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
