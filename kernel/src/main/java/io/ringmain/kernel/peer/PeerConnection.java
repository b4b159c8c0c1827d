package io.ringmain.kernel.peer;

import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.MalformedMessageException;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.RequestHeader;
import io.ringmain.protocol.message.ResponseHeader;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One connection to another broker. Requests are sent in the order in which they are given, and
 * answered in that order, as a broker of Kafka's does. Any thread sends; answers come on the
 * connection's thread.
 */
public final class PeerConnection implements FrameHandler {
  private final Connection connection;
  private final String clientId;
  private final Queue<Call> toSend = new ConcurrentLinkedQueue<>();

  // On the connection's thread.
  private final ArrayDeque<Call> sent = new ArrayDeque<>();
  private final RequestHeader requestHeader = new RequestHeader();
  private int nextCorrelationId;
  private volatile boolean closed;

  private PeerConnection(Connection connection, String clientId) {
    this.connection = connection;
    this.clientId = clientId;
  }

  /** A request and who hears of its answer. */
  private record Call(ApiMessage request, short version, PeerAnswer answer) {}

  /**
   * Connects.
   *
   * @param clientId what this broker calls itself in its requests
   */
  static CompletionStage<PeerConnection> connect(
      Transport transport, String host, int port, TlsConfig tls, String clientId) {
    CompletableFuture<PeerConnection> made = new CompletableFuture<>();
    return transport
        .connect(
            host,
            port,
            tls,
            connection -> {
              PeerConnection peer = new PeerConnection(connection, clientId);
              made.complete(peer);
              return peer;
            })
        .thenCompose(_ -> made);
  }

  /** Sends a request. Any thread. */
  public void send(ApiMessage request, short version, PeerAnswer answer) {
    toSend.add(new Call(request, version, answer));
    connection.wake();
    if (closed) {
      failUnsent(ended()); // Nobody is woken any more.
    }
  }

  /** Whether the connection has ended. Any thread. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends the connection; whatever has no answer yet fails. Any thread. */
  public void close() {
    connection.close();
  }

  @Override
  public void onWake() {
    for (Call call = toSend.poll(); call != null; call = toSend.poll()) {
      sent.add(call);
      connection.send(List.of(new FramePart.Buffer(encode(call))));
    }
  }

  private ByteBuffer encode(Call call) {
    short headerVersion = call.request.apiKey().requestHeaderVersion(call.version);
    requestHeader
        .requestApiKey(call.request.apiKey().id())
        .requestApiVersion(call.version)
        .correlationId(nextCorrelationId++)
        .clientId(clientId);
    ByteBuffer frame =
        ByteBuffer.allocate(requestHeader.size(headerVersion) + call.request.size(call.version));
    ByteBufferWriter writer = new ByteBufferWriter(frame);
    requestHeader.write(writer, headerVersion);
    call.request.write(writer, call.version);
    return frame.flip();
  }

  @Override
  public void onFrame(Frame frame) {
    Call call = sent.peek();
    ApiMessage response;
    try {
      if (call == null) {
        throw new MalformedMessageException("a response that was not asked for");
      }
      response = decode(call, frame.buffer());
    } catch (MalformedMessageException malformed) {
      frame.release();
      throw malformed; // The transport logs it with the peer, and closes the connection.
    }
    sent.remove();
    call.answer.onResponse(response, frame);
  }

  private ApiMessage decode(Call call, ByteBuffer buffer) {
    Reader reader = new Reader(buffer);
    ResponseHeader header = new ResponseHeader();
    header.read(reader, call.request.apiKey().responseHeaderVersion(call.version));
    int expected = nextCorrelationId - sent.size();
    if (header.correlationId() != expected) {
      throw new MalformedMessageException(
          "a response to request " + header.correlationId() + " where " + expected + " was due");
    }
    ApiMessage response = call.request.apiKey().newResponse();
    response.read(reader, call.version);
    return response;
  }

  @Override
  public void onDrained() {
    // Nobody waits for it: what is under way is bounded by whoever sends.
  }

  @Override
  public boolean isBusy() {
    return !sent.isEmpty();
  }

  @Override
  public void onClosed(Optional<Throwable> cause) {
    closed = true;
    PeerException failure =
        cause
            .map(why -> new PeerException("the connection has ended: " + why.getMessage(), why))
            .orElseGet(PeerConnection::ended);
    for (Call call = sent.poll(); call != null; call = sent.poll()) {
      call.answer.onFailure(failure);
    }
    failUnsent(failure);
  }

  private void failUnsent(PeerException failure) {
    for (Call call = toSend.poll(); call != null; call = toSend.poll()) {
      call.answer.onFailure(failure);
    }
  }

  private static PeerException ended() {
    return new PeerException("the connection has ended");
  }
}
