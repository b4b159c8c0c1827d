package io.ringmain.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.metrics.Metric;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorPagesTest {
  private final BrokerMetrics metrics = new BrokerMetrics();

  private static OperatorPages open() throws IOException {
    return OperatorPages.open(BrokerConfig.parse(Map.of("metrics.port", "0")));
  }

  private static HttpURLConnection request(OperatorPages pages, String path) throws IOException {
    return (HttpURLConnection)
        URI.create("http://127.0.0.1:" + pages.port() + path).toURL().openConnection();
  }

  private static int status(OperatorPages pages, String path) throws IOException {
    return request(pages, path).getResponseCode();
  }

  private static List<String> lines(OperatorPages pages, String path) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(request(pages, path).getInputStream(), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void isReadyOnlyWhileTheBrokerServes() throws IOException {
    try (OperatorPages pages = open()) {
      assertEquals(200, status(pages, "/health/live"));
      assertEquals(503, status(pages, "/health/ready"));
      pages.serving(metrics);
      assertEquals(200, status(pages, "/health/ready"));
      pages.stopping();
      assertEquals(503, status(pages, "/health/ready"));
      assertEquals(200, status(pages, "/health/live"));
    }
  }

  @Test
  void showsTheBrokersMetricsAndTheMachines() throws IOException {
    metrics.add(Metric.MESSAGES_IN, 7);
    metrics.increment(Metric.REQUESTS, (short) 21);
    metrics.record(Metric.PRODUCE_LATENCY, 3_000_000);
    metrics.gauge(Metric.RING_OCCUPANCY, "0", () -> 5);
    metrics.gauge(Metric.LOG_SIZE, () -> 4096);
    try (OperatorPages pages = open()) {
      pages.serving(metrics);
      List<String> page = lines(pages, "/metrics");
      for (String expected :
          List.of(
              "ringmain_messages_in_total 7.0",
              "ringmain_requests_total{api=\"DeleteRecords\"} 1.0",
              "ringmain_produce_latency_seconds_count 1",
              "ringmain_produce_latency_seconds_sum 0.003",
              "ringmain_produce_latency_seconds_bucket{le=\"0.004096\"} 1",
              "ringmain_produce_latency_seconds_bucket{le=\"0.002048\"} 0",
              "ringmain_ring_occupancy{ring=\"0\"} 5.0",
              "ringmain_log_size_bytes 4096.0")) {
        assertTrue(page.contains(expected), () -> expected + " is missing in " + page);
      }
      assertTrue(page.stream().anyMatch(line -> line.startsWith("jvm_memory_used_bytes")));
    }
  }

  @Test
  void answersNothingElse() throws IOException {
    try (OperatorPages pages = open()) {
      assertEquals(404, status(pages, "/"));
      HttpURLConnection post = request(pages, "/health/live");
      post.setRequestMethod("POST");
      post.setDoOutput(true);
      post.getOutputStream().write(1);
      assertEquals(405, post.getResponseCode());
      HttpURLConnection head = request(pages, "/health/live");
      head.setRequestMethod("HEAD");
      assertEquals(200, head.getResponseCode());
    }
  }

  @Test
  void namesThePortThatIsTaken() throws IOException {
    try (OperatorPages pages = open()) {
      BrokerConfig same =
          BrokerConfig.parse(Map.of("metrics.port", Integer.toString(pages.port())));
      IOException refused = assertThrows(IOException.class, () -> OperatorPages.open(same));
      assertTrue(refused.getMessage().startsWith("metrics.port=" + pages.port()));
    }
  }

  @Test
  void opensNoPortUnlessAsked() throws IOException {
    try (OperatorPages pages = OperatorPages.open(BrokerConfig.parse(Map.of()))) {
      assertEquals(0, pages.port());
    }
  }
}
