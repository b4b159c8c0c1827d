package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One process of a cluster: it is killed, and started again with the data that it had.
 *
 * <p>Used by the main thread. What it prints is added to a file of its own.
 */
final class ClusterNode implements AutoCloseable {
  private final int id;
  private final int port;
  private final List<String> command;
  private final Path log;
  private Process process;
  private Thread killer;

  private ClusterNode(int id, int port, List<String> command, Path log, Process process) {
    this.id = id;
    this.port = port;
    this.command = List.copyOf(command);
    this.log = log;
    this.process = process;
    this.killer = killer(process);
  }

  /** Starts a command; its process must be the node itself, not one that starts it. */
  static ClusterNode start(int id, int port, List<String> command, Path log) throws IOException {
    return new ClusterNode(id, port, command, log, process(command, log));
  }

  private static Process process(List<String> command, Path log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static Thread killer(Process process) {
    Thread killer = Thread.ofPlatform().unstarted(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    return killer;
  }

  int id() {
    return id;
  }

  /** Where clients find it. */
  int port() {
    return port;
  }

  /** Kills it as kill -9 does; returns the time just before. */
  long kill() {
    long killNs = System.nanoTime();
    process.destroyForcibly();
    return killNs;
  }

  /** Starts it once more, after it was killed. */
  void startAgain() throws IOException, InterruptedException {
    process.waitFor();
    Runtime.getRuntime().removeShutdownHook(killer);
    process = process(command, log);
    killer = killer(process);
  }

  /** Throws if the process has ended, with the end of what it said. */
  void checkAlive() throws IOException {
    if (!process.isAlive()) {
      List<String> lines = Files.readAllLines(log);
      throw new BenchmarkException(
          "node "
              + id
              + " has ended: "
              + String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
    }
  }

  /** Asks it to stop, without waiting. */
  void stop() {
    process.destroy();
  }

  @Override
  public void close() {
    BrokerProcess.stop(process, killer);
  }
}
