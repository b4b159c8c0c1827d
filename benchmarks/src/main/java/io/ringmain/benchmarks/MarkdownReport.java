package io.ringmain.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Writes the results down: targets first, then each load's figures, then what the run was. */
final class MarkdownReport {
  private static final String NOTHING = "–";

  private final Results results;
  private final List<Load> loads;
  private final Collection<BrokerLauncher> launchers;
  private final StringBuilder text = new StringBuilder();

  MarkdownReport(Results results, List<Load> loads, Collection<BrokerLauncher> launchers) {
    this.results = results;
    this.loads = loads;
    this.launchers = launchers;
  }

  String text() {
    line("# Ringmain and Apache Kafka, side by side");
    line("");
    targets();
    for (String load : results.loads()) {
      load(load);
    }
    failures();
    setting();
    return text.toString();
  }

  private void targets() {
    line("Ratios are Ringmain over Kafka, the median of the rounds' ratios: smaller is better.");
    line("");
    line("| what | ratio | every round | at most | |");
    line("| --- | ---: | --- | ---: | --- |");
    for (Target target : Target.ALL) {
      OptionalDouble ratio = results.ratio(target.load(), target.metric());
      String verdict =
          ratio.isEmpty() ? "" : ratio.getAsDouble() <= target.atMost() ? "holds" : "missed";
      line(
          "| %s | %s | %s | %.2f | %s |",
          target.label(),
          shown(ratio),
          everyRound(results.ratios(target.load(), target.metric())),
          target.atMost(),
          verdict);
    }
    line("");
    replication();
  }

  /** What replication costs a broker, each held against itself. */
  private void replication() {
    for (Broker broker : Broker.values()) {
      List<Double> ratios =
          results.ratios(broker, Metric.RECORDS_PER_SECOND, Loads.REPLICATED, Loads.UNREPLICATED);
      if (!ratios.isEmpty()) {
        line(
            "%s: acks=all with 3 replicas reaches %.2f of the throughput of acks=1 with one"
                + " (%s)%s.",
            broker.title(),
            Results.median(ratios).orElseThrow(),
            everyRound(ratios),
            broker == Broker.RINGMAIN ? "; at least 0.50 is wanted" : "");
        line("");
      }
    }
  }

  private static String everyRound(List<Double> ratios) {
    StringBuilder all = new StringBuilder();
    for (double ratio : ratios) {
      all.append(all.isEmpty() ? "" : ", ").append(String.format(Locale.ROOT, "%.2f", ratio));
    }
    return all.toString();
  }

  private void load(String name) {
    line("## %s", name.startsWith(Loads.START) ? name : "Load (" + name + ")");
    line("");
    for (Load load : loads) {
      if (load.name().equals(name)) {
        line("%s.", load.description());
        line("");
      }
    }
    line("| median of the rounds | Ringmain | Apache Kafka | ratio |");
    line("| --- | ---: | ---: | ---: |");
    for (Metric metric : Metric.values()) {
      OptionalDouble ours = results.median(name, Broker.RINGMAIN, metric);
      OptionalDouble theirs = results.median(name, Broker.KAFKA, metric);
      if (ours.isPresent() || theirs.isPresent()) {
        line(
            "| %s | %s | %s | %s |",
            metric.title(),
            shown(metric, ours),
            shown(metric, theirs),
            shown(results.ratio(name, metric)));
      }
    }
    line("");
  }

  private void failures() {
    if (!results.failures().isEmpty()) {
      line("## Failed");
      line("");
      results.failures().forEach(failure -> line("- %s", failure));
      line("");
    }
  }

  private void setting() {
    line("## The run");
    line("");
    launchers.forEach(launcher -> line("- %s", launcher.description()));
    line(
        "- %d processors, %s %s, Java %s; client and brokers on the same machine",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.version().feature());
  }

  private static String shown(OptionalDouble ratio) {
    return ratio.isPresent() ? String.format(Locale.ROOT, "%.2f", ratio.getAsDouble()) : NOTHING;
  }

  private static String shown(Metric metric, OptionalDouble value) {
    if (value.isEmpty()) {
      return NOTHING;
    }
    double shown = metric.shown(value.getAsDouble());
    return String.format(Locale.ROOT, shown >= 1000 ? "%,.0f" : "%.3f", shown);
  }

  @SuppressWarnings("AnnotateFormatMethod") // its annotation is in no library that we have
  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  /** Every sample, in the units of the metrics' titles. */
  static String csv(Results results) {
    StringBuilder csv = new StringBuilder("load,broker,round,metric,value\n");
    for (Sample sample : results.samples()) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%d,%s,%.6f%n",
              sample.load(),
              sample.broker(),
              sample.round() + 1,
              sample.metric(),
              sample.metric().shown(sample.value())));
    }
    return csv.toString();
  }
}
