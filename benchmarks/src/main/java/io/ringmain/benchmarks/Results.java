package io.ringmain.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * All samples of a run, and what is derived from them.
 *
 * <p>A ratio is the median of the rounds' ratios, not the ratio of the medians: both brokers ran
 * right after each other within a round, so that what else the machine did in that round falls on
 * both. Filled and read by the main thread.
 */
final class Results {
  private final List<Sample> samples = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  void add(Sample sample) {
    samples.add(sample);
  }

  void addFailure(String failure) {
    failures.add(failure);
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** The loads that have samples, in the order in which they ran. */
  Set<String> loads() {
    Set<String> loads = new LinkedHashSet<>();
    for (Sample sample : samples) {
      loads.add(sample.load());
    }
    return loads;
  }

  OptionalDouble median(String load, Broker broker, Metric metric) {
    return median(of(load, broker, metric).stream().map(Sample::value).toList());
  }

  /** The median over the rounds of Ringmain's figure divided by Kafka's. */
  OptionalDouble ratio(String load, Metric metric) {
    return median(ratios(load, metric));
  }

  /** The ratio of each round in which both brokers have a figure. */
  List<Double> ratios(String load, Metric metric) {
    List<Double> ratios = new ArrayList<>();
    for (Sample ours : of(load, Broker.RINGMAIN, metric)) {
      for (Sample theirs : of(load, Broker.KAFKA, metric)) {
        if (theirs.round() == ours.round() && theirs.value() > 0) {
          ratios.add(ours.value() / theirs.value());
        }
      }
    }
    return ratios;
  }

  /** In each round, a broker's figure of one load divided by its figure of another. */
  List<Double> ratios(Broker broker, Metric metric, String load, String other) {
    List<Double> ratios = new ArrayList<>();
    for (Sample ours : of(load, broker, metric)) {
      for (Sample theirs : of(other, broker, metric)) {
        if (theirs.round() == ours.round() && theirs.value() > 0) {
          ratios.add(ours.value() / theirs.value());
        }
      }
    }
    return ratios;
  }

  private List<Sample> of(String load, Broker broker, Metric metric) {
    return samples.stream()
        .filter(s -> s.load().equals(load) && s.broker() == broker && s.metric() == metric)
        .toList();
  }

  /** The middle value, or the mean of the two in the middle; none of nothing. */
  static OptionalDouble median(List<Double> values) {
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Double> sorted = values.stream().sorted().toList();
    int upper = sorted.size() / 2;
    return OptionalDouble.of(
        sorted.size() % 2 == 1
            ? sorted.get(upper)
            : (sorted.get(upper - 1) + sorted.get(upper)) / 2);
  }
}
