package io.ringmain.distribution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A running member of a cluster that is tried out. Two threads of its own read what it says; its
 * standard input is never written to, and ends when this process does.
 */
final class ClusterProcess {
  private static final String READY = " ready on ";

  private final ClusterMember member;
  private final Process process;
  private final CompletableFuture<Optional<String>> ready = new CompletableFuture<>();

  private ClusterProcess(ClusterMember member, Process process, PrintStream err) {
    this.member = member;
    this.process = process;
    String prefix = "[" + member.name() + "] ";
    reader(member.name() + " says", process.inputReader(StandardCharsets.UTF_8), this::said);
    reader(
        member.name() + " logs",
        process.errorReader(StandardCharsets.UTF_8),
        line -> err.println(prefix + line));
    CompletableFuture<Void> _ = process.onExit().thenRun(() -> ready.complete(Optional.empty()));
  }

  /**
   * Starts it.
   *
   * @param launcher the program's own script
   * @param err where its log goes, line by line
   */
  static ClusterProcess start(
      Path launcher, ClusterMember member, Optional<LogLevel> logLevel, PrintStream err)
      throws IOException {
    List<String> command = new ArrayList<>();
    // Ctrl-C goes to all processes of a terminal, but it is for the one that was started there to
    // stop the others, in the right order.
    command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\""));
    command.addAll(List.of(launcher.toString(), member.kind().command()));
    command.addAll(List.of("--config", member.file().toString()));
    LogLevel level = logLevel.orElse(member.kind().logLevel());
    command.addAll(List.of("--log-level", level.name(), RunOptions.STOP_AT_END_OF_INPUT));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    if (member.kind() == ClusterMember.Kind.ZOOKEEPER) {
      environment.put("RINGMAIN_HEAP_OPTS", member.kind().heapOptions());
    } else {
      environment.putIfAbsent("RINGMAIN_HEAP_OPTS", member.kind().heapOptions());
    }
    return new ClusterProcess(member, builder.start(), err);
  }

  /** What is done with a line. */
  private interface LineReader {
    void line(String line);
  }

  private static void reader(String name, BufferedReader lines, LineReader to) {
    Thread.ofPlatform()
        .name(name)
        .daemon()
        .start(() -> {
          try (lines) {
            lines.lines().forEach(to::line);
          } catch (IOException | UncheckedIOException ended) {
            // The process is gone, and says so elsewhere.
          }
        });
  }

  private void said(String line) {
    int at = line.indexOf(READY);
    if (at >= 0) {
      // Of several listeners the first.
      ready.complete(Optional.of(line.substring(at + READY.length()).split(", ", -1)[0]));
    }
  }

  ClusterMember member() {
    return member;
  }

  /** Waits until it serves: its address, or nothing if it has ended instead. */
  Optional<String> awaitReady() {
    return ready.join();
  }

  /** Its exit code, once it has ended. */
  CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Asks it to stop. Unlike {@link Process#destroy}, this leaves its last words readable. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Waits for its end, and ends it by force when that takes too long. */
  void awaitEnd(int seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
