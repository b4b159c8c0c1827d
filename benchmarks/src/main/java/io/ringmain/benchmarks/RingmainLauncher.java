package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts this repository's broker by the command that a user would type. */
final class RingmainLauncher implements BrokerLauncher {
  private final Path script;

  /**
   * Creates a launcher.
   *
   * @param script the repository's {@code ringmain}
   */
  RingmainLauncher(Path script) {
    this.script = script;
  }

  @Override
  public String description() {
    return "Ringmain, this clone, by ./ringmain start with its default settings";
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
    return BrokerProcess.start(
        List.of(
            script.toString(),
            "start",
            "--override",
            "listeners=PLAINTEXT://127.0.0.1:" + port,
            "--override",
            "log.dirs=" + folder.resolve("data")),
        folder,
        port);
  }
}
