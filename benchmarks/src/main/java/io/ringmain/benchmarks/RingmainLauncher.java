package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts this repository's broker, or that of an image, or a cluster of them, by the command that a
 * user would type.
 */
final class RingmainLauncher implements BrokerLauncher {
  private final String what;
  private final Path script;
  private final List<String> command;

  /**
   * Creates a launcher.
   *
   * @param what is started, in words
   * @param script the repository's {@code ringmain}, or an image's
   */
  RingmainLauncher(String what, Path script) {
    this(what, script, List.of("start"));
  }

  private RingmainLauncher(String what, Path script, List<String> command) {
    this.what = what;
    this.script = script;
    this.command = List.copyOf(command);
  }

  /** What starts a cluster of three instead, with its ZooKeeper ensemble. */
  RingmainLauncher cluster() {
    return new RingmainLauncher(
        what, script, List.of("cluster", "--brokers", Integer.toString(Loads.BROKERS)));
  }

  @Override
  public String description() {
    return "Ringmain, "
        + what
        + ", by ringmain "
        + String.join(" ", command)
        + " with its default settings";
  }

  /** Builds what is missing, so that no start has to. */
  @Override
  public void prepare() throws IOException, InterruptedException {
    if (!Files.isExecutable(script)) {
      throw new IOException("there is no broker to start: " + script + " is missing");
    }
    Process process =
        new ProcessBuilder(script.toString(), "--version").redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("the broker does not build: " + output);
    }
  }

  @Override
  public BrokerProcess start(Path folder) throws IOException {
    int port = BrokerLauncher.freePort();
    List<String> words = new ArrayList<>();
    words.add(script.toString());
    words.addAll(command);
    words.addAll(List.of("--override", "listeners=PLAINTEXT://127.0.0.1:" + port));
    words.addAll(List.of("--override", "log.dirs=" + folder.resolve("data")));
    return BrokerProcess.start(words, folder, port);
  }
}
