package io.ringmain.distribution.assemble;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts a broker from its folder, on a free port and with data that is thrown away, and writes and
 * reads a record: the proof that an image works, and what its start-up cache is learnt from.
 *
 * <p>The environment of the broker is empty but for what is said, so that an image that needs
 * anything of this machine does not pass. Blocks the calling thread.
 */
public final class TrialRun {
  private static final int LIMIT_SECONDS = 600;
  private static final Pattern READY =
      Pattern.compile("ringmain: broker \\d+ ready on 127\\.0\\.0\\.1:(\\d+).*");
  private static final byte[] VALUE = "a record on trial".getBytes(StandardCharsets.UTF_8);

  private final Path launcher;
  private final Map<String, String> environment;

  /**
   * @param launcher the script {@code bin/ringmain}
   * @param environment all of the broker's
   */
  public TrialRun(Path launcher, Map<String, String> environment) {
    this.launcher = launcher;
    this.environment = environment;
  }

  /**
   * Runs it.
   *
   * @return nanoseconds from the start of the process to the acknowledgement of the first record
   * @throws IOException if it does not start, serve and stop as it should; the message says what
   *     the broker said last
   */
  public long run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("ringmain-trial");
    try {
      return run(folder);
    } finally {
      StagingFolder.delete(folder);
    }
  }

  private long run(Path folder) throws IOException, InterruptedException {
    Path errors = folder.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    launcher.toString(),
                    "start",
                    "--log-level",
                    "error",
                    "--override",
                    "listeners=PLAINTEXT://127.0.0.1:0",
                    "--override",
                    "log.dirs=" + folder.resolve("data")))
            .directory(folder.toFile())
            .redirectError(errors.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    long startedNs = System.nanoTime();
    Process broker = builder.start();
    ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor();
    var _ = watchdog.schedule(broker::destroyForcibly, LIMIT_SECONDS, TimeUnit.SECONDS);
    try {
      long tookNs = roundTrip(broker, startedNs);
      broker.toHandle().destroy();
      int exitCode = broker.waitFor();
      if (exitCode != 0) {
        throw new IOException("it stopped with exit code " + exitCode + ", not 0");
      }
      return tookNs;
    } catch (IOException failed) {
      broker.destroyForcibly().waitFor();
      String last = Files.readAllLines(errors).stream().reduce("", (_, line) -> line);
      throw new IOException(failed.getMessage() + (last.isEmpty() ? "" : ": " + last), failed);
    } finally {
      watchdog.shutdownNow();
      broker.destroyForcibly();
    }
  }

  private static long roundTrip(Process broker, long startedNs)
      throws IOException, InterruptedException {
    BufferedReader output = broker.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.matches()) {
      throw new IOException("it does not start");
    }
    try (ProbeClient client = ProbeClient.connect("127.0.0.1", Integer.parseInt(ready.group(1)))) {
      client.produce(VALUE);
      long tookNs = System.nanoTime() - startedNs;
      if (!client.fetches(VALUE)) {
        throw new IOException("a record that was acknowledged is not read back");
      }
      return tookNs;
    }
  }
}
