package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A broker, or a cluster of them, that runs as a process of its own, in a folder of its own that
 * goes when it is stopped.
 *
 * <p>Used by the main thread.
 */
final class BrokerProcess implements AutoCloseable {
  private static final int STOP_SECONDS = 60;

  private final Process process;
  private final Path folder;
  private final int port;
  private final long startNs;
  private final Thread killer;

  private BrokerProcess(Process process, Path folder, int port, long startNs) {
    this.process = process;
    this.folder = folder;
    this.port = port;
    this.startNs = startNs;
    this.killer = Thread.ofPlatform().unstarted(() -> killWithChildren(process));
  }

  /** Starts a command in a folder; what it prints goes to the file broker.log there. */
  static BrokerProcess start(List<String> command, Path folder, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("broker.log").toFile());
    long startNs = System.nanoTime();
    BrokerProcess broker = new BrokerProcess(builder.start(), folder, port, startNs);
    Runtime.getRuntime().addShutdownHook(broker.killer);
    return broker;
  }

  int port() {
    return port;
  }

  /** {@link System#nanoTime} just before the process was started. */
  long startNs() {
    return startNs;
  }

  /** Of the process and of those that it has started: a cluster is several. */
  long cpuNs() throws IOException {
    long cpuNs = ProcessUsage.cpuNs(process.toHandle());
    for (ProcessHandle started : process.toHandle().descendants().toList()) {
      cpuNs += ProcessUsage.cpuNs(started);
    }
    return cpuNs;
  }

  long residentBytes() throws IOException {
    return ProcessUsage.residentBytes(process.toHandle());
  }

  long pid() {
    return process.pid();
  }

  /** Throws if the process has ended, with the end of what it said. */
  void checkAlive() throws IOException {
    if (!process.isAlive()) {
      List<String> lines = Files.readAllLines(folder.resolve("broker.log"));
      throw new BenchmarkException(
          "the broker has ended: "
              + String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
    }
  }

  /** Stops the process and deletes its folder. */
  @Override
  public void close() throws IOException {
    stop(process, killer);
    deleteFolder(folder);
  }

  /** Asks a process to stop, waits, and kills one that does not, with those that it has started. */
  static void stop(Process process, Thread killer) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        killWithChildren(process);
        process.waitFor();
      }
    } catch (InterruptedException e) {
      killWithChildren(process);
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(killer);
  }

  /** A shell's children outlive it, unless they are killed as well. */
  static void killWithChildren(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  static void deleteFolder(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted((a, b) -> b.compareTo(a)).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
