package io.ringmain.distribution;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.ServerKeys;
import io.ringmain.kernel.metrics.BrokerMetrics;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The pages of an operator, on an HTTP port of their own.
 *
 * <pre>
 *   /metrics        what the broker counts, as Prometheus reads it
 *   /health/live    200 as long as the process answers
 *   /health/ready   200 while the broker serves, else 503
 * </pre>
 *
 * <p>Opened and told of changes by the main thread; each request has a thread of its own. The
 * metrics library is loaded by the first request for it, so that it costs a start nothing.
 */
final class OperatorPages implements AutoCloseable {
  private static final Logger LOG = System.getLogger(OperatorPages.class.getName());
  private static final String TEXT = "text/plain; charset=utf-8";

  private enum State {
    STARTING,
    SERVING,
    STOPPING
  }

  private final Optional<HttpServer> server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile State state = State.STARTING;
  private volatile BrokerMetrics metrics = new BrokerMetrics();
  private MetricsPage page;

  private OperatorPages(Optional<HttpServer> server) {
    this.server = server;
    server.ifPresent(http -> {
      http.createContext("/metrics", exchange -> answer(exchange, this::metricsPage));
      http.createContext("/health/live", exchange -> answer(exchange, () -> ok("live")));
      http.createContext("/health/ready", exchange -> answer(exchange, this::readiness));
      http.setExecutor(threads);
      http.start();
    });
  }

  /**
   * Serves the pages, or nothing if {@code metrics.port} is −1.
   *
   * @throws IOException if the port cannot be bound; the message names it
   */
  static OperatorPages open(BrokerConfig config) throws IOException {
    int port = config.value(ServerKeys.METRICS_PORT);
    if (port < 0) {
      return none();
    }
    String host = config.value(ServerKeys.METRICS_LISTENER);
    InetSocketAddress address =
        host.isEmpty()
            ? new InetSocketAddress(port)
            : new InetSocketAddress(InetAddress.getByName(host), port);
    try {
      HttpServer http = HttpServer.create(address, 0);
      LOG.log(Level.INFO, "metrics and health on {0}", http.getAddress().toString());
      return new OperatorPages(Optional.of(http));
    } catch (IOException refused) {
      throw new IOException(
          "metrics.port=" + port + " on " + host + " cannot be bound: " + refused.getMessage(),
          refused);
    }
  }

  /** No pages. */
  static OperatorPages none() {
    return new OperatorPages(Optional.empty());
  }

  /** The port that was bound; 0 if none was. */
  int port() {
    return server.map(http -> http.getAddress().getPort()).orElse(0);
  }

  /** The broker serves. */
  void serving(BrokerMetrics brokerMetrics) {
    metrics = brokerMetrics;
    state = State.SERVING;
  }

  /** The broker serves no more. */
  void stopping() {
    state = State.STOPPING;
  }

  /** An answer: status, type, body. */
  private record Answer(int status, String type, String body) {}

  private interface Page {
    Answer answer();
  }

  private static Answer ok(String text) {
    return new Answer(200, TEXT, text + "\n");
  }

  private Answer readiness() {
    return switch (state) {
      case SERVING -> ok("ready");
      case STARTING -> new Answer(503, TEXT, "starting\n");
      case STOPPING -> new Answer(503, TEXT, "stopping\n");
    };
  }

  private synchronized Answer metricsPage() {
    if (state == State.STARTING) {
      return readiness();
    }
    if (!Modules.isThere("io.ringmain.repackaged.micrometer")) {
      return new Answer(404, TEXT, "this distribution has no metrics; assemble it with them\n");
    }
    if (page == null) {
      page = new MetricsPage(metrics);
    }
    return new Answer(200, MetricsPage.CONTENT_TYPE, page.text());
  }

  private static void answer(HttpExchange exchange, Page page) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      Answer answer = page.answer();
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      if (method.equals("HEAD")) {
        exchange.sendResponseHeaders(answer.status(), -1);
      } else {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    } catch (RuntimeException failure) {
      LOG.log(Level.WARNING, "the page " + exchange.getRequestURI() + " failed", failure);
    }
  }

  @Override
  public void close() {
    server.ifPresent(http -> http.stop(0));
    threads.shutdownNow();
  }
}
