package io.ringmain.distribution;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.metrics.LatencyHistogram;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.protocol.ApiKey;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Shows the broker's own metrics to Prometheus.
 *
 * <pre>
 *   Metric.LOG_SIZE ("log.size", "bytes")  ──▶  ringmain_log_size_bytes
 * </pre>
 *
 * <p>Called by the thread that serves the metrics page, each time somebody looks.
 */
final class PrometheusCollector implements MultiCollector {
  private final BrokerMetrics metrics;

  PrometheusCollector(BrokerMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public MetricSnapshots collect() {
    Collection collection = new Collection();
    metrics.read(collection);
    return collection.snapshots();
  }

  /** Prometheus' name: the words joined by underscores, the unit last. */
  static String name(Metric metric) {
    String name = "ringmain_" + metric.dottedName().replace('.', '_');
    return metric.unit().isEmpty() ? name : name + "_" + metric.unit();
  }

  /** What tells the values of a gauge apart. */
  private static Labels labels(Metric metric, String tag) {
    if (tag.isEmpty()) {
      return Labels.EMPTY;
    }
    return Labels.of(metric == Metric.RING_OCCUPANCY ? "ring" : "directory", tag);
  }

  /** Gathers one data point after the other into families of the same metric. */
  private static final class Collection implements BrokerMetrics.Reader {
    private final Map<Metric, CounterSnapshot.Builder> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, GaugeSnapshot.Builder> gauges = new EnumMap<>(Metric.class);
    private final Map<Metric, HistogramSnapshot.Builder> histograms = new EnumMap<>(Metric.class);

    private static <B extends MetricSnapshot.Builder<B>> B described(B builder, Metric metric) {
      builder.name(name(metric)).help(metric.description());
      if (!metric.unit().isEmpty()) {
        builder.unit(new Unit(metric.unit()));
      }
      return builder;
    }

    private CounterSnapshot.Builder counterFamily(Metric metric) {
      return counters.computeIfAbsent(metric, m -> described(CounterSnapshot.builder(), m));
    }

    @Override
    public void counter(Metric metric, long value) {
      counterFamily(metric)
          .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build());
    }

    @Override
    public void apiCounter(Metric metric, short apiKey, long value) {
      counterFamily(metric)
          .dataPoint(
              CounterDataPointSnapshot.builder()
                  .labels(Labels.of("api", apiName(apiKey)))
                  .value((double) value)
                  .build());
    }

    @Override
    public void gauge(Metric metric, String tag, long value) {
      gauges
          .computeIfAbsent(metric, m -> described(GaugeSnapshot.builder(), m))
          .dataPoint(
              GaugeDataPointSnapshot.builder()
                  .labels(labels(metric, tag))
                  .value((double) value)
                  .build());
    }

    @Override
    public void histogram(Metric metric, LatencyHistogram values) {
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      for (int bucket = 0; bucket < LatencyHistogram.BUCKETS; bucket++) {
        boolean last = bucket == LatencyHistogram.BUCKETS - 1;
        double upperBound =
            last
                ? Double.POSITIVE_INFINITY
                : Unit.nanosToSeconds(LatencyHistogram.upperBoundNs(bucket));
        buckets.bucket(upperBound, values.count(bucket));
      }
      HistogramDataPointSnapshot.Builder point = HistogramDataPointSnapshot.builder();
      point.classicHistogramBuckets(buckets.build());
      point.sum(Unit.nanosToSeconds(values.sumNs()));
      histograms
          .computeIfAbsent(metric, m -> described(HistogramSnapshot.builder(), m))
          .dataPoint(point.build());
    }

    MetricSnapshots snapshots() {
      MetricSnapshots.Builder all = MetricSnapshots.builder();
      counters.values().forEach(family -> all.metricSnapshot(family.build()));
      gauges.values().forEach(family -> all.metricSnapshot(family.build()));
      histograms.values().forEach(family -> all.metricSnapshot(family.build()));
      return all.build();
    }
  }

  /** Kafka's name of an API: {@code DeleteRecords}. */
  private static String apiName(short apiKey) {
    String constant = ApiKey.forId(apiKey).map(ApiKey::name).orElse("API_" + apiKey);
    return Arrays.stream(constant.split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
