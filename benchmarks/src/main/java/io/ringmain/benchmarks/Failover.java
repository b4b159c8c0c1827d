package io.ringmain.benchmarks;

import io.ringmain.benchmarks.FailoverOptions.Victim;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long a cluster needs to get over the loss of a broker: the main class behind {@code
 * benchmarks/failover}.
 *
 * <p>One cluster at a time is started for each number of partitions, and loses a broker in each
 * round. A round that fails ends that cluster's rounds, is reported, and the run goes on.
 */
final class Failover {
  private final FailoverOptions options;
  private final FailoverLauncher launcher;
  private final List<FailoverRound> rounds = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  private Failover(FailoverOptions options) {
    this.options = options;
    this.launcher =
        new FailoverLauncher(
            options.root(), Path.of(System.getProperty("java.home"), "bin", "java"));
  }

  /** The first argument is the folder of the clone, the rest {@link FailoverOptions}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    FailoverOptions options;
    try {
      options = FailoverOptions.parse(Path.of(arguments[0]), rest);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks: " + e.getMessage());
      System.err.println("benchmarks: see benchmarks/failover --help");
      System.exit(2);
      return;
    }
    Failover failover = new Failover(options);
    failover.run();
    System.exit(failover.failures.isEmpty() ? 0 : 1);
  }

  private void run() throws IOException, InterruptedException {
    launcher.prepare(options.systems());
    for (int partitions : options.partitionCounts()) {
      for (FailoverSystem system : options.systems()) {
        try (FailoverCluster cluster = launcher.start(system)) {
          kill(new FailoverRun(system, cluster, partitions));
        } catch (IOException e) {
          String failure = "%s, %d partitions: %s".formatted(system.title(), partitions, reason(e));
          failures.add(failure);
          System.err.println("benchmarks: failed: " + failure);
        }
      }
    }
    report();
  }

  private static String reason(IOException failure) {
    // Those of connections say no more than what they are called.
    return failure instanceof BenchmarkException ? failure.getMessage() : failure.toString();
  }

  private void kill(FailoverRun run) throws IOException, InterruptedException {
    for (int round = 1; round <= options.rounds(); round++) {
      for (Victim victim : options.victims()) {
        FailoverRound result = run.run(victim, round);
        rounds.add(result);
        System.err.printf(
            Locale.ROOT,
            "%s, %d partitions, round %d, killed %s: %s%n",
            result.system().title(),
            result.partitionsCount(),
            round,
            victim.title(),
            FailoverReport.oneLine(result));
      }
    }
  }

  private void report() throws IOException {
    Files.createDirectories(options.out());
    FailoverReport report = new FailoverReport(rounds, failures);
    String markdown = report.markdown();
    write("failover.md", markdown);
    write("failover.svg", new FailoverPlot(report.lines()).svg());
    write("rounds.csv", report.csv());
    System.out.print(markdown);
    System.err.println("benchmarks: written to " + options.out());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(options.out().resolve(name), text, StandardCharsets.UTF_8);
  }
}
