package io.ringmain.distribution.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The assembled broker in a process of its own, one for all the tests of a class, on a port that it
 * picks and with an empty data folder. It can be stopped or killed in the middle of a test and
 * started again on the same data and, so that clients find it again, on the same port.
 *
 * <p>Used as a JUnit extension, on the thread that runs the tests.
 */
final class TestBroker implements BeforeAllCallback, AfterAllCallback {
  /** Far beyond what a start or a stop takes on a loaded machine. */
  private static final int DEADLINE_SECONDS = 120;

  private static final Pattern READY =
      Pattern.compile(
          "ringmain: broker \\d+ ready on 127\\.0\\.0\\.1:(\\d+)(?:, 127\\.0\\.0\\.1:(\\d+))?");

  private final Map<String, String> settings;

  private Path folder;
  private Process process;
  private int port;
  private int secondPort;

  /** What a test does before the broker starts. */
  interface Preparation {
    void run() throws IOException, InterruptedException;
  }

  private Preparation preparation = () -> {};

  /** This broker, for which something must be there before it starts. */
  TestBroker after(Preparation first) {
    preparation = first;
    return this;
  }

  /** What a test puts into the environment, known only when the broker starts. */
  private final Map<String, Supplier<String>> environment = new HashMap<>();

  /** This broker, with a variable in its environment. */
  TestBroker with(String variable, Supplier<String> value) {
    environment.put(variable, value);
    return this;
  }

  /** A broker with the default settings. */
  TestBroker() {
    this(Map.of());
  }

  /** A broker with settings in place of defaults. */
  TestBroker(Map<String, String> settings) {
    this.settings = Map.copyOf(settings);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
    preparation.run();
    folder = Files.createTempDirectory("ringmain-clients");
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(TestBroker::delete);
    }
  }

  /** What clients are given as {@code bootstrap.servers}. */
  String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** The same of its second listener, where the settings name one. */
  String secondBootstrap() {
    return "127.0.0.1:" + secondPort;
  }

  /** Its data folder. */
  Path data() {
    return folder.resolve("data");
  }

  /** Starts it, and waits for the line by which it says that it serves. */
  void start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("ringmain.assembled"), "bin", "ringmain").toString());
    command.add("start");
    String listeners = settings.getOrDefault("listeners", "PLAINTEXT://127.0.0.1:0");
    override(
        command, "listeners", port == 0 ? listeners : listeners.replaceFirst(":0", ":" + port));
    override(command, "log.dirs", data().toString());
    override(command, "metrics.port", "-1");
    settings.forEach((key, value) -> {
      if (!key.equals("listeners")) {
        override(command, key, value);
      }
    });
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()));
    // The JDK that runs the tests is the one to use, whatever else is installed.
    builder
        .environment()
        .put("RINGMAIN_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    environment.forEach((variable, value) -> builder.environment().put(variable, value.get()));
    process = builder.start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      throw new IllegalStateException("not ready, but '" + line + "': " + log());
    }
    port = Integer.parseInt(ready.group(1));
    secondPort = ready.group(2) == null ? 0 : Integer.parseInt(ready.group(2));
  }

  /** Asks it to stop, and waits until it has. */
  void stop() throws InterruptedException, IOException {
    process.toHandle().destroy();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException("did not stop cleanly: " + log());
    }
  }

  /** Ends it at once, as kill -9 does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** All it has written to standard error, over all its starts. */
  String log() throws IOException {
    return Files.readString(errors());
  }

  private Path errors() {
    return folder.resolve("stderr.txt");
  }

  private static void override(List<String> command, String key, String value) {
    command.add("--override");
    command.add(key + "=" + value);
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
