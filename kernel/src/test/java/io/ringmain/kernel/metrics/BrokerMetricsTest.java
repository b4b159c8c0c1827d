package io.ringmain.kernel.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrokerMetricsTest {
  private final BrokerMetrics metrics = new BrokerMetrics();

  private List<String> read() {
    List<String> lines = new ArrayList<>();
    metrics.read(
        new BrokerMetrics.Reader() {
          @Override
          public void counter(Metric metric, long value) {
            if (value > 0) {
              lines.add(metric + " " + value);
            }
          }

          @Override
          public void apiCounter(Metric metric, short apiKey, long value) {
            lines.add(metric + " " + apiKey + " " + value);
          }

          @Override
          public void gauge(Metric metric, String tag, long value) {
            lines.add(metric + " " + tag + " " + value);
          }

          @Override
          public void histogram(Metric metric, LatencyHistogram values) {
            if (values.count() > 0) {
              lines.add(metric + " " + values.count() + " " + values.sumNs());
            }
          }
        });
    return lines;
  }

  @Test
  void tellsAReaderWhatWasCounted() {
    metrics.add(Metric.MESSAGES_IN, 3);
    metrics.add(Metric.MESSAGES_IN, 4);
    metrics.increment(Metric.REQUESTS, (short) 18);
    metrics.record(Metric.PRODUCE_LATENCY, 5000);
    metrics.gauge(Metric.RING_OCCUPANCY, "0", () -> 9);
    metrics.gauge(Metric.RING_OCCUPANCY, "1", () -> 2);
    assertEquals(
        List.of(
            "MESSAGES_IN 7",
            "REQUESTS 18 1",
            "PRODUCE_LATENCY 1 5000",
            "RING_OCCUPANCY 0 9",
            "RING_OCCUPANCY 1 2"),
        read());
  }

  @Test
  void ignoresApiKeysNeverHeardOf() {
    metrics.increment(Metric.REQUESTS, (short) -1);
    metrics.increment(Metric.REQUESTS, Short.MAX_VALUE);
    assertEquals(List.of(), read());
  }

  @Test
  void countsEveryIncrementOfManyThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int round = 0; round < 10_000; round++) {
                  metrics.add(Metric.BYTES_IN, 2);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of("BYTES_IN 80000"), read());
  }

  @Test
  void describesEveryMetricUnderANameOfItsOwn() {
    Set<String> names = new HashSet<>();
    for (Metric metric : Metric.values()) {
      assertTrue(names.add(metric.dottedName()), metric.dottedName());
      assertTrue(metric.description().endsWith("."), metric.dottedName());
    }
  }
}
