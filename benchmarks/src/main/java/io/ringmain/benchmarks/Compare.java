package io.ringmain.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The side-by-side run: the main class behind {@code benchmarks/compare}.
 *
 * <p>First the starts, round by round: one broker at a time is started, measured and stopped. Then
 * both brokers are started and stay, and every load runs on one after the other; each round begins
 * with the broker that was second in the round before, so that neither always inherits what the
 * other has left in caches. A load that fails is reported and the run goes on.
 */
final class Compare {
  private static final List<Metric> LOAD_METRICS =
      List.of(
          Metric.RECORDS_PER_SECOND,
          Metric.CPU_PER_MILLION,
          Metric.CLIENT_CPU_PER_MILLION,
          Metric.LATENCY_P50,
          Metric.LATENCY_P99,
          Metric.LATENCY_P999);

  private final Options options;
  private final Map<Broker, BrokerLauncher> launchers = new EnumMap<>(Broker.class);

  /** What is started for the figures of starts, by the names of these; Kafka for all of them. */
  private final SequencedMap<String, RingmainLauncher> starts = new LinkedHashMap<>();

  private final Map<Broker, BrokerLauncher> clusterLaunchers = new EnumMap<>(Broker.class);
  private final Results results = new Results();

  private Compare(Options options) {
    this.options = options;
    Path libs = options.root().resolve("benchmarks/target/kafka-libs");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    for (Broker broker : options.brokers()) {
      switch (broker) {
        case RINGMAIN -> {
          for (Path image : options.images()) {
            Path script = image.resolve("bin/ringmain");
            starts.put(
                Loads.startOf(image),
                new RingmainLauncher("the image " + image.getFileName(), script));
          }
          if (starts.isEmpty()) {
            Path script = options.root().resolve("ringmain");
            starts.put(Loads.START, new RingmainLauncher("this clone", script));
          }
          RingmainLauncher single = starts.firstEntry().getValue();
          launchers.put(broker, single);
          clusterLaunchers.put(broker, single.cluster());
        }
        case KAFKA -> {
          launchers.put(broker, new KafkaLauncher(libs, java));
          clusterLaunchers.put(broker, new KafkaClusterLauncher(new KafkaLauncher(libs, java)));
        }
      }
    }
  }

  /** The first argument is the folder of the clone, the rest {@link Options}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    Options options;
    try {
      options = Options.parse(Path.of(arguments[0]), rest);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmarks: " + e.getMessage());
      System.err.println("benchmarks: see benchmarks/compare --help");
      System.exit(2);
      return;
    }
    Compare compare = new Compare(options);
    compare.run();
    System.exit(compare.results.failures().isEmpty() ? 0 : 1);
  }

  private void run() throws IOException, InterruptedException {
    for (BrokerLauncher launcher : launchers.values()) {
      launcher.prepare();
    }
    if (options.loads().contains(Loads.START)) {
      measureStarts();
    }
    List<Load> loads = new ArrayList<>();
    for (String name : options.loads()) {
      if (!name.equals(Loads.START)) {
        loads.add(Loads.of(name, options.size()));
      }
    }
    measureLoads(loads.stream().filter(load -> !load.onCluster()).toList(), launchers);
    measureLoads(loads.stream().filter(Load::onCluster).toList(), clusterLaunchers);
    report(loads);
  }

  private void measureStarts() throws InterruptedException {
    for (int round = 0; round < options.rounds(); round++) {
      for (Broker broker : order(round)) {
        switch (broker) {
          case RINGMAIN -> {
            for (Map.Entry<String, RingmainLauncher> start : starts.entrySet()) {
              measureStart(start.getValue(), List.of(start.getKey()), broker, round);
            }
          }
          case KAFKA ->
              measureStart(
                  launchers.get(broker),
                  starts.isEmpty() ? List.of(Loads.START) : List.copyOf(starts.keySet()),
                  broker,
                  round);
        }
      }
    }
  }

  /** Notes the figures of one broker under each of the names. */
  private void measureStart(BrokerLauncher launcher, List<String> names, Broker broker, int round)
      throws InterruptedException {
    try (BrokerProcess process = start(launcher)) {
      double startNs = (double) StartProbe.awaitFirstRecord(process);
      names.forEach(name -> sample(name, broker, round, Metric.START, startNs));
    } catch (IOException e) {
      fail(names.getFirst(), broker, round, e);
    }
    try (BrokerProcess process = start(launcher)) {
      Duration idle = Duration.ofSeconds(options.idleSeconds());
      double idleBytes = (double) StartProbe.idleMemory(process, idle);
      names.forEach(name -> sample(name, broker, round, Metric.IDLE_MEMORY, idleBytes));
    } catch (IOException e) {
      fail(names.getFirst(), broker, round, e);
    }
  }

  private void measureLoads(List<Load> loads, Map<Broker, BrokerLauncher> by)
      throws IOException, InterruptedException {
    if (loads.isEmpty()) {
      return;
    }
    Map<Broker, BrokerProcess> processes = new EnumMap<>(Broker.class);
    try (Memory memory = Memory.open()) {
      for (Broker broker : options.brokers()) {
        BrokerProcess process = start(by.get(broker));
        processes.put(broker, process);
        StartProbe.awaitFirstRecord(process);
      }
      for (int round = 0; round < options.rounds(); round++) {
        for (Load load : loads) {
          for (Broker broker : order(round)) {
            memory.fill();
            measure(load, broker, round, processes.get(broker));
          }
        }
      }
    } finally {
      for (BrokerProcess process : processes.values()) {
        process.close();
      }
    }
  }

  private void measure(Load load, Broker broker, int round, BrokerProcess process)
      throws InterruptedException {
    try {
      LoadResult result = load.run(process);
      for (Metric metric : LOAD_METRICS) {
        sample(load.name(), broker, round, metric, result.value(metric));
      }
    } catch (IOException e) {
      fail(load.name(), broker, round, e);
    }
  }

  private List<Broker> order(int round) {
    List<Broker> order = new ArrayList<>(options.brokers());
    return round % 2 == 0 ? order : order.reversed();
  }

  private static BrokerProcess start(BrokerLauncher launcher) throws IOException {
    return launcher.start(Files.createTempDirectory("ringmain-benchmark-"));
  }

  private void sample(String load, Broker broker, int round, Metric metric, double value) {
    results.add(new Sample(load, broker, round, metric, value));
    System.err.printf(
        Locale.ROOT,
        "round %d, %s, %s: %s %.3f%n",
        round + 1,
        load,
        broker.title(),
        metric.title(),
        metric.shown(value));
  }

  private void fail(String load, Broker broker, int round, IOException e) {
    String failure =
        "round " + (round + 1) + ", " + load + ", " + broker.title() + ": " + e.getMessage();
    results.addFailure(failure);
    System.err.println("benchmarks: failed: " + failure);
  }

  private void report(List<Load> loads) throws IOException {
    Files.createDirectories(options.out());
    Set<BrokerLauncher> all = new LinkedHashSet<>(starts.values());
    all.addAll(launchers.values());
    String markdown = new MarkdownReport(results, loads, all).text();
    write("report.md", markdown);
    write("ratios.svg", RatioPlot.of(results).svg());
    write("samples.csv", MarkdownReport.csv(results));
    System.out.print(markdown);
    System.err.println("benchmarks: written to " + options.out());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(options.out().resolve(name), text, StandardCharsets.UTF_8);
  }
}
