package io.ringmain.kernel.connection;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.ringmain.kernel.api.RequestTable;
import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.kernel.partition.Wakeable;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.MalformedMessageException;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.message.RequestHeader;
import io.ringmain.protocol.message.ResponseHeader;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * A client's connection: takes requests off frames, hands them to their handlers, and sends the
 * responses in the order of the requests. Steps 1 and 8 of the write path.
 *
 * <p>Called on the connection's own thread, save {@link #wake}. Produce requests overlap one
 * another; any other request starts when those before it have been answered, and those after it
 * wait, as with Kafka. Whatever cannot start yet stays in the transport: the connection stops
 * reading, so that neither pipelining nor a slow reader takes memory here.
 *
 * <p>Hot path.
 */
final class ClientConnection implements FrameHandler, Wakeable {
  private static final System.Logger LOG = System.getLogger(ClientConnection.class.getName());

  /** Above this the next request waits until the client has read its responses. */
  private static final long UNSENT_BYTES_LIMIT = 256 << 10;

  /** Produce requests that wait for their acknowledgement hold no frame, but a little memory. */
  private static final int MOST_UNDER_WAY = 256;

  private static final int SMALLEST_HEADER_BYTES = 8;

  private static final ThreadLocal<ResponseEncoder> ENCODER =
      ThreadLocal.withInitial(ResponseEncoder::new);

  private final Connection connection;
  private final RequestTable table;
  private final Clock clock;
  private final BrokerMetrics metrics;
  private final DecodedElements elements;
  private final ArrayDeque<ClientRequest> underWay = new ArrayDeque<>();
  private final ResponseHeader responseHeader = new ResponseHeader();

  /** A frame that came before it could start; at most one, because reading is paused then. */
  private Frame waiting;

  /** How to go on with the latest request, which waits for room on a ring or for data; or null. */
  private Runnable continuation;

  private boolean paused;
  private boolean closed;

  ClientConnection(
      Connection connection,
      RequestTable table,
      Clock clock,
      BrokerMetrics metrics,
      DecodedElements elements) {
    this.connection = connection;
    this.table = table;
    this.clock = clock;
    this.metrics = metrics;
    this.elements = elements;
  }

  String clientHost() {
    String peer = connection.peer();
    int colon = peer.lastIndexOf(':');
    String host = colon < 0 ? peer : peer.substring(0, colon);
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  String listener() {
    return connection.listener();
  }

  @Override
  public void wake() {
    connection.wake();
  }

  @Override
  public void onFrame(Frame frame) {
    if (closed) {
      frame.release();
    } else if (mayStart(frame)) {
      start(frame);
      sendFinished();
    } else {
      waiting = frame;
      if (continuation != null && underWay.peekLast().key() == ApiKey.FETCH) {
        goOn(); // It may end because of what waits.
      }
      if (waiting != null) {
        metrics.add(Metric.BACK_PRESSURE, 1);
        pause();
      }
    }
  }

  /** Whether a request came that cannot start before those under way have been answered. */
  boolean isRequestWaiting() {
    return waiting != null;
  }

  @Override
  public void onWake() {
    goOn();
  }

  @Override
  public void onDrained() {
    goOn();
  }

  /** A connection is not idle while a request waits for data, members or replicas. */
  @Override
  public boolean isBusy() {
    return !underWay.isEmpty();
  }

  private void goOn() {
    if (closed) {
      return;
    }
    runContinuation();
    sendFinished();
    while (!closed && waiting != null && mayStart(waiting)) {
      Frame frame = waiting;
      waiting = null;
      start(frame);
      sendFinished();
    }
    if (!closed && paused && waiting == null) {
      paused = false;
      connection.resumeReading();
    }
  }

  private void runContinuation() {
    if (continuation != null) {
      Runnable next = continuation;
      continuation = null;
      try {
        next.run(); // May ask to be continued again.
      } catch (RuntimeException failure) {
        if (underWay.isEmpty()) {
          throw failure; // The connection has gone already: the transport logs it.
        }
        failed(underWay.peekLast(), failure);
      }
    }
  }

  void continueOnWake(Runnable next) {
    continuation = next;
  }

  private void pause() {
    if (!paused) {
      paused = true;
      connection.pauseReading();
    }
  }

  private boolean mayStart(Frame frame) {
    if (continuation != null
        || underWay.size() >= MOST_UNDER_WAY
        || connection.unsentBytes() > UNSENT_BYTES_LIMIT) {
      return false;
    }
    ClientRequest last = underWay.peekLast();
    return last == null || (last.isProduce() && isProduce(frame.buffer()));
  }

  private static boolean isProduce(ByteBuffer buffer) {
    return buffer.remaining() >= 2 && buffer.getShort(buffer.position()) == ApiKey.PRODUCE.id();
  }

  /** Step 2 of the write path begins here: header and body are decoded, and the handler called. */
  private void start(Frame frame) {
    ClientRequest request;
    ApiMessage body;
    try {
      Reader reader = new Reader(frame.buffer(), DecodedElements.MOST_OF_ONE_REQUEST);
      RequestTable.Entry entry = entryOf(frame.buffer());
      short version = frame.buffer().getShort(frame.buffer().position() + 2);
      checkVersion(entry, version);
      RequestHeader header = new RequestHeader(reader, entry.key().requestHeaderVersion(version));
      request = new ClientRequest(this, entry, version, header, frame, clock.monotonicNs());
      metrics.increment(Metric.REQUESTS, entry.key().id());
      if (!entry.serves(version)) {
        tellVersions(request);
        return;
      }
      body = entry.key().newRequest();
      body.read(reader, version);
      if (!elements.tryTake(reader.elements())) {
        throw new MalformedMessageException(
            "%s request of %d elements, too many beside those under way; allowed together: %d"
                .formatted(entry.key(), reader.elements(), DecodedElements.MOST_OF_ALL));
      }
      request.holds(elements, reader.elements());
    } catch (MalformedMessageException malformed) {
      frame.release();
      metrics.add(Metric.MALFORMED_FRAMES, 1);
      closeBecause(malformed.getMessage());
      return;
    }
    underWay.add(request);
    try {
      request.handle(body);
    } catch (RuntimeException failure) {
      failed(request, failure);
    }
  }

  /** Nothing can be answered in general, so the connection goes, and the client asks again. */
  private void failed(ClientRequest request, RuntimeException failure) {
    metrics.increment(Metric.REQUEST_ERRORS, request.key().id());
    LOG.log(ERROR, request.key() + " request of " + connection.peer() + " failed", failure);
    request.closeConnection("its request failed in the broker");
  }

  private RequestTable.Entry entryOf(ByteBuffer buffer) {
    if (buffer.remaining() < SMALLEST_HEADER_BYTES) {
      throw new MalformedMessageException(
          "a frame of " + buffer.remaining() + " bytes is too short for a request header");
    }
    short apiId = buffer.getShort(buffer.position());
    RequestTable.Entry entry = table.find(apiId);
    if (entry == null) {
      throw new MalformedMessageException("API key " + apiId + " is not served");
    }
    return entry;
  }

  /**
   * A client may be newer than this broker only in its first question: which versions there are. Of
   * any other request the header is not even looked at, whose format a later version may change.
   */
  private static void checkVersion(RequestTable.Entry entry, short version) {
    if (!entry.serves(version) && (entry.key() != ApiKey.API_VERSIONS || version < 0)) {
      throw new MalformedMessageException(
          "%s version %d is not served; served are %d to %d"
              .formatted(entry.key(), version, entry.lowestVersion(), entry.highestVersion()));
    }
  }

  private void tellVersions(ClientRequest request) {
    request.answerInVersionZero();
    underWay.add(request);
    request.respond(table.unsupportedApiVersions());
  }

  /** Step 8 of the write path: sends what is finished, in the order of the requests. */
  private void sendFinished() {
    for (ClientRequest request = underWay.peekFirst();
        request != null && request.isFinished() && !closed;
        request = underWay.peekFirst()) {
      if (request.hasResponse()) {
        // If it cannot be encoded it stays here, and is let go of when the connection closes.
        List<FramePart> parts = encode(request);
        underWay.removeFirst();
        connection.send(parts);
        measure(request);
      } else {
        underWay.removeFirst();
      }
      request.releaseFrame();
    }
  }

  private List<FramePart> encode(ClientRequest request) {
    responseHeader.correlationId(request.correlationId());
    short version = request.apiVersion();
    return ENCODER
        .get()
        .encode(
            responseHeader,
            request.key().responseHeaderVersion(version),
            request.response(),
            version);
  }

  private void measure(ClientRequest request) {
    switch (request.key()) {
      case PRODUCE ->
          metrics.record(Metric.PRODUCE_LATENCY, clock.monotonicNs() - request.arrivedNs());
      case FETCH -> metrics.record(Metric.FETCH_LATENCY, clock.monotonicNs() - request.arrivedNs());
      default -> {
        // The others are rare, and counted only.
      }
    }
  }

  /** Ends the connection for something the peer did; other connections are not affected. */
  void closeBecause(String reason) {
    LOG.log(INFO, "closing the connection of {0}: {1}", connection.peer(), reason);
    connection.close();
  }

  @Override
  public void onClosed(Optional<Throwable> cause) {
    closed = true;
    cause.ifPresent(
        failure -> LOG.log(DEBUG, () -> connection.peer() + " disconnected: " + failure));
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
    for (ClientRequest request : underWay) {
      request.abandon();
    }
    underWay.clear();
    runContinuation(); // So that a request that waits finds itself abandoned.
    continuation = null;
    metrics.add(Metric.CONNECTIONS_CLOSED, 1);
  }
}
