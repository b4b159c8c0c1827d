package io.ringmain.kernel.peer;

import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.Endpoint;
import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The other brokers of the cluster, to be asked things. They are found by their registrations, at
 * the inter-broker listener. One connection to each is kept for short requests; who waits long for
 * answers, as fetchers do, opens one of its own.
 *
 * <p>Any thread. Answers come on the thread of a connection: who has more to do than a little moves
 * on to a ring of its own.
 */
public final class Peers implements AutoCloseable {
  private final Transport transport;
  private final String listener;
  private final TlsConfig tls;
  private final Supplier<MetadataImage> metadata;
  private final Timer timer;
  private final long requestTimeoutMs;
  private final String clientId;

  /** By broker id. A broker that has come back elsewhere gets a new one. Under the lock. */
  private final Map<Integer, Shared> shared = new HashMap<>();

  private boolean closed;

  private record Shared(Endpoint endpoint, CompletableFuture<PeerConnection> connection) {
    boolean isGone() {
      return connection.isCompletedExceptionally()
          || (connection.isDone() && connection.join().isClosed());
    }
  }

  /**
   * @param listener the name of the inter-broker listener
   * @param tls how to connect to it
   * @param requestTimeoutMs a request without answer for so long ends its connection ({@code
   *     request.timeout.ms})
   * @param clientId what this broker calls itself
   */
  public Peers(
      Transport transport,
      String listener,
      TlsConfig tls,
      Supplier<MetadataImage> metadata,
      Timer timer,
      long requestTimeoutMs,
      String clientId) {
    this.transport = transport;
    this.listener = listener;
    this.tls = tls;
    this.metadata = metadata;
    this.timer = timer;
    this.requestTimeoutMs = requestTimeoutMs;
    this.clientId = clientId;
  }

  /** Asks a broker in the newest version of the API. */
  public <R extends ApiMessage> CompletionStage<R> send(
      int brokerId, ApiMessage request, Class<R> response) {
    return send(brokerId, request, request.apiKey().highestVersion(), response);
  }

  /**
   * Asks a broker.
   *
   * @return completes with the response, or fails with {@link PeerException}
   */
  public <R extends ApiMessage> CompletionStage<R> send(
      int brokerId, ApiMessage request, short version, Class<R> response) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    CompletionStage<PeerConnection> _ =
        connection(brokerId)
            .whenComplete((connection, failure) -> {
              if (failure != null) {
                answer.completeExceptionally(cannotConnect(brokerId, failure));
              } else {
                send(connection, request, version, response, answer);
              }
            });
    return answer;
  }

  private <R extends ApiMessage> void send(
      PeerConnection connection,
      ApiMessage request,
      short version,
      Class<R> type,
      CompletableFuture<R> answer) {
    Timer.Timeout timeout = timer.schedule(requestTimeoutMs, connection::close);
    connection.send(
        request,
        version,
        new PeerAnswer() {
          @Override
          public void onResponse(ApiMessage response, Frame frame) {
            timeout.cancel();
            answer.complete(type.cast(response));
            frame.release(); // Bytes in the response lie in it: whoever keeps them has copied.
          }

          @Override
          public void onFailure(PeerException failure) {
            timeout.cancel();
            answer.completeExceptionally(failure);
          }
        });
  }

  private static PeerException cannotConnect(int brokerId, Throwable failure) {
    Throwable cause =
        failure.getCause() != null && !(failure instanceof PeerException)
            ? failure.getCause()
            : failure;
    return cause instanceof PeerException known
        ? known
        : new PeerException("cannot connect to broker " + brokerId + ": " + cause.getMessage());
  }

  private synchronized CompletableFuture<PeerConnection> connection(int brokerId) {
    Optional<Endpoint> endpoint = endpoint(brokerId);
    if (endpoint.isEmpty() || closed) {
      return CompletableFuture.failedFuture(unknown(brokerId));
    }
    Shared known = shared.get(brokerId);
    if (known == null || known.isGone() || !known.endpoint.equals(endpoint.get())) {
      if (known != null) {
        closeWhenMade(known.connection);
      }
      known = new Shared(endpoint.get(), connect(endpoint.get()));
      shared.put(brokerId, known);
    }
    return known.connection;
  }

  private PeerException unknown(int brokerId) {
    return new PeerException(
        closed
            ? "this broker stops"
            : "broker " + brokerId + " is not registered with a listener " + listener);
  }

  private Optional<Endpoint> endpoint(int brokerId) {
    return metadata.get().broker(brokerId).flatMap(broker -> broker.endpoint(listener));
  }

  /**
   * Connects to a broker, for the caller alone, who closes it.
   *
   * @return fails with {@link PeerException}, or with what the transport says
   */
  public CompletionStage<PeerConnection> connect(int brokerId) {
    return endpoint(brokerId)
        .map(this::connect)
        .orElseGet(() -> CompletableFuture.failedFuture(unknown(brokerId)));
  }

  private CompletableFuture<PeerConnection> connect(Endpoint endpoint) {
    return PeerConnection.connect(transport, endpoint.host(), endpoint.port(), tls, clientId)
        .toCompletableFuture();
  }

  private static void closeWhenMade(CompletableFuture<PeerConnection> connection) {
    CompletableFuture<Void> _ = connection.thenAccept(PeerConnection::close);
  }

  /** Ends all shared connections; no more requests are sent. Idempotent. */
  @Override
  public void close() {
    List<Shared> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(shared.values());
      shared.clear();
    }
    all.forEach(one -> closeWhenMade(one.connection));
  }
}
