package io.ringmain.kernel.metrics;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The counters of one broker.
 *
 * <p>{@link #add}, {@link #increment} and {@link #record} are the hot path: called by any thread,
 * they take no lock and allocate nothing. {@link #gauge} is called while the broker is put
 * together, {@link #read} by whoever looks.
 */
@SuppressWarnings("EnumOrdinal") // The metrics of one process; the numbers are never stored.
public final class BrokerMetrics {
  /** API keys below this are counted one by one; Kafka 4.4's highest is 92. */
  public static final int MAX_API_KEYS = 128;

  private static final Metric[] METRICS = Metric.values();

  private final LongAdder[] counters = new LongAdder[METRICS.length];
  private final LongAdder[][] apiCounters = new LongAdder[METRICS.length][];
  private final LatencyHistogram[] histograms = new LatencyHistogram[METRICS.length];
  private final Map<Metric, List<Gauge>> gauges = new EnumMap<>(Metric.class);

  /**
   * A function that is asked for the value of the moment.
   *
   * @param tag what tells it from others of the same metric, or empty
   */
  private record Gauge(String tag, LongSupplier value) {}

  /** All at zero. */
  public BrokerMetrics() {
    for (Metric metric : METRICS) {
      int index = metric.ordinal();
      switch (metric.kind()) {
        case COUNTER -> counters[index] = new LongAdder();
        case API_COUNTER -> apiCounters[index] = newAdders(MAX_API_KEYS);
        case HISTOGRAM -> histograms[index] = new LatencyHistogram();
        case GAUGE -> gauges.put(metric, new CopyOnWriteArrayList<>());
      }
    }
  }

  private static LongAdder[] newAdders(int count) {
    LongAdder[] adders = new LongAdder[count];
    for (int index = 0; index < count; index++) {
      adders[index] = new LongAdder();
    }
    return adders;
  }

  /** Adds to a counter. */
  public void add(Metric counter, long amount) {
    counters[counter.ordinal()].add(amount);
  }

  /** Adds one to a counter that is kept for each API; keys never heard of are not counted. */
  public void increment(Metric apiCounter, short apiKey) {
    if (apiKey >= 0 && apiKey < MAX_API_KEYS) {
      apiCounters[apiCounter.ordinal()][apiKey].increment();
    }
  }

  /** Records a duration. */
  public void record(Metric histogram, long durationNs) {
    histograms[histogram.ordinal()].record(durationNs);
  }

  /** Has a function asked for a gauge's value, from the thread of whoever reads. */
  public void gauge(Metric gauge, LongSupplier value) {
    gauge(gauge, "", value);
  }

  /** Has a function asked for one of several values of a gauge, such as those of each ring. */
  public void gauge(Metric gauge, String tag, LongSupplier value) {
    gauges.get(gauge).add(new Gauge(tag, value));
  }

  /** Tells a reader every value of the moment, in the order of {@link Metric}. */
  public void read(Reader reader) {
    for (Metric metric : METRICS) {
      int index = metric.ordinal();
      switch (metric.kind()) {
        case COUNTER -> reader.counter(metric, counters[index].sum());
        case API_COUNTER -> readApiCounters(metric, apiCounters[index], reader);
        case HISTOGRAM -> reader.histogram(metric, histograms[index]);
        case GAUGE ->
            gauges
                .get(metric)
                .forEach(gauge -> reader.gauge(metric, gauge.tag, gauge.value.getAsLong()));
      }
    }
  }

  private static void readApiCounters(Metric metric, LongAdder[] adders, Reader reader) {
    for (int apiKey = 0; apiKey < adders.length; apiKey++) {
      long count = adders[apiKey].sum();
      if (count > 0) {
        reader.apiCounter(metric, (short) apiKey, count);
      }
    }
  }

  /** Is told the values of the moment. */
  public interface Reader {
    /** A counter. */
    void counter(Metric metric, long value);

    /** A counter of one API; those at zero are left out. */
    void apiCounter(Metric metric, short apiKey, long value);

    /**
     * A gauge.
     *
     * @param tag what tells it from others of the same metric, or empty
     */
    void gauge(Metric metric, String tag, long value);

    /** A histogram. */
    void histogram(Metric metric, LatencyHistogram values);
  }
}
