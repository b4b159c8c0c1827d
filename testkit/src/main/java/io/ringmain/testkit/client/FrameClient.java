package io.ringmain.testkit.client;

import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.RequestHeader;
import io.ringmain.protocol.message.ResponseHeader;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The least client: sends requests in Kafka's wire format over any transport, one connection, and
 * completes with the responses, which come in the order of the requests. Any thread.
 */
public final class FrameClient implements FrameHandler {
  private final Connection connection;
  private final ConcurrentLinkedQueue<Call> toSend = new ConcurrentLinkedQueue<>();

  // On the connection's thread.
  private final ArrayDeque<Call> sent = new ArrayDeque<>();
  private int correlationId;
  private volatile boolean closed;

  private FrameClient(Connection connection) {
    this.connection = connection;
  }

  /** Connects to a listener. */
  public static CompletionStage<FrameClient> connect(Transport transport, String host, int port) {
    CompletableFuture<FrameClient> client = new CompletableFuture<>();
    return transport
        .connect(
            host,
            port,
            TlsConfig.NONE,
            connection -> {
              FrameClient made = new FrameClient(connection);
              client.complete(made);
              return made;
            })
        .thenCompose(_ -> client);
  }

  /** Sends a request in its newest stable version. */
  public <R extends ApiMessage> CompletionStage<R> send(ApiMessage request, Class<R> response) {
    return send(request, request.apiKey().highestVersion(), response);
  }

  /**
   * Sends a request.
   *
   * @return completes with the response, or fails with {@link IOException} when the connection ends
   *     before
   */
  public <R extends ApiMessage> CompletionStage<R> send(
      ApiMessage request, short version, Class<R> response) {
    Call call = new Call(request, version, true, new CompletableFuture<>());
    add(call);
    return call.answer.thenApply(response::cast);
  }

  /** Sends a request that is not answered: produce with acks=0. */
  public void sendOnly(ApiMessage request, short version) {
    add(new Call(request, version, false, new CompletableFuture<>()));
  }

  private void add(Call call) {
    toSend.add(call);
    connection.wake();
    if (closed) {
      failUnsent(); // Nobody is woken any more.
    }
  }

  /** Whether the connection has ended. */
  public boolean isClosed() {
    return closed;
  }

  /** Closes the connection. */
  public void close() {
    connection.close();
  }

  @Override
  public void onWake() {
    for (Call call = toSend.poll(); call != null; call = toSend.poll()) {
      if (call.answered) {
        sent.add(call);
      }
      connection.send(List.of(new FramePart.Buffer(encode(call))));
    }
  }

  private ByteBuffer encode(Call call) {
    RequestHeader header = new RequestHeader();
    header.requestApiKey(call.request.apiKey().id());
    header.requestApiVersion(call.version);
    header.correlationId(correlationId++);
    header.clientId("frame-client");
    short headerVersion = call.request.apiKey().requestHeaderVersion(call.version);
    ByteBuffer frame =
        ByteBuffer.allocate(header.size(headerVersion) + call.request.size(call.version));
    ByteBufferWriter writer = new ByteBufferWriter(frame);
    header.write(writer, headerVersion);
    call.request.write(writer, call.version);
    return frame.flip();
  }

  @Override
  public void onFrame(Frame frame) {
    Call call = sent.remove();
    try {
      // The response's records are slices of the frame, so it is copied and let go.
      ByteBuffer copy = ByteBuffer.allocate(frame.buffer().remaining());
      copy.put(frame.buffer()).flip();
      Reader reader = new Reader(copy);
      ResponseHeader header = new ResponseHeader();
      header.read(reader, call.request.apiKey().responseHeaderVersion(call.version));
      ApiMessage response = call.request.apiKey().newResponse();
      response.read(reader, call.version);
      call.answer.complete(response);
    } catch (RuntimeException malformed) {
      call.answer.completeExceptionally(malformed);
    } finally {
      frame.release();
    }
  }

  @Override
  public void onDrained() {
    // Nobody waits for it: what is in flight is bounded by whoever calls.
  }

  @Override
  public void onClosed(Optional<Throwable> cause) {
    closed = true;
    sent.forEach(Call::fail);
    sent.clear();
    failUnsent();
  }

  private void failUnsent() {
    for (Call call = toSend.poll(); call != null; call = toSend.poll()) {
      call.fail();
    }
  }

  /**
   * @param answered whether there will be a response
   */
  private record Call(
      ApiMessage request, short version, boolean answered, CompletableFuture<ApiMessage> answer) {
    void fail() {
      answer.completeExceptionally(new IOException("the connection has ended"));
    }
  }
}
