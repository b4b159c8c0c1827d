package io.ringmain.benchmarks;

import io.ringmain.protocol.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * One connection that sends the same produce request over and over, a fixed number of them on their
 * way at any time.
 *
 * <p>Used by one thread at a time. One write per request, as Kafka's own clients do, so that the
 * broker sees requests come one by one. Hot path: allocates nothing per request.
 */
final class ReplayingProducer implements Closeable {
  private static final long PAUSE_MS = 5;

  private final Connection connection;
  private final ReplayedRequest request;
  private final int inFlight;

  /** When each request on its way was sent, by its number modulo {@link #inFlight}. */
  private final long[] sentNs;

  private int correlationId;

  ReplayingProducer(Connection connection, ReplayedRequest request, int inFlight) {
    this.connection = connection;
    this.request = request;
    this.inFlight = inFlight;
    this.sentNs = new long[inFlight];
  }

  /**
   * Sends the request again and again until it is accepted: a broker may tell everybody of a new
   * partition a moment before it serves it.
   */
  void awaitAcceptance() throws IOException, InterruptedException {
    while (true) {
      connection.send(request.correlationId(correlationId).frame());
      ErrorCode error = ProduceReply.check(connection.nextFrame(), correlationId);
      correlationId++;
      if (error == ErrorCode.NONE) {
        return;
      }
      if (!error.retriable()) {
        throw new BenchmarkException("the broker refused the first records: " + error);
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  /** Sends so many requests, waits for all their answers, and returns how long each one took. */
  Histogram send(long requestsCount) throws IOException {
    Histogram latencies = LoadResult.newLatencies();
    int firstCorrelationId = correlationId;
    long sent = 0;
    for (long acknowledged = 0; acknowledged < requestsCount; acknowledged++) {
      while (sent < requestsCount && sent - acknowledged < inFlight) {
        sentNs[(int) (sent % inFlight)] = System.nanoTime();
        connection.send(request.correlationId(correlationId++).frame());
        sent++;
      }
      ErrorCode error =
          ProduceReply.check(connection.nextFrame(), firstCorrelationId + (int) acknowledged);
      if (error != ErrorCode.NONE) {
        throw new BenchmarkException("the broker refused records: " + error);
      }
      latencies.recordValue(System.nanoTime() - sentNs[(int) (acknowledged % inFlight)]);
    }
    return latencies;
  }

  @Override
  public void close() {
    connection.close();
  }
}
