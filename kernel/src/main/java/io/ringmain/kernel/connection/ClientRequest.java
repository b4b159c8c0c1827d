package io.ringmain.kernel.connection;

import io.ringmain.kernel.api.RequestContext;
import io.ringmain.kernel.api.RequestTable;
import io.ringmain.kernel.fetch.SliceRecords;
import io.ringmain.kernel.partition.Wakeable;
import io.ringmain.protocol.ApiKey;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.protocol.message.RequestHeader;
import io.ringmain.spi.transport.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One request under way on a connection.
 *
 * <pre>
 *   dispatching (connection's thread) ──▶ waiting ──▶ finished (any thread) ──▶ sent
 *        └─────────── finished at once ────────────────▲
 * </pre>
 *
 * <p>Whoever finishes it while it is still being dispatched need not wake the connection, because
 * the dispatching thread looks afterwards. Both sides write one volatile and read the other, so one
 * of them always sees the response.
 */
final class ClientRequest implements RequestContext {
  /** What stands for the response of a request that gets none. */
  private static final Object NO_RESPONSE = new Object();

  /** What stands for the response of a request whose connection has gone. */
  private static final Object ABANDONED = new Object();

  private static final VarHandle RESPONSE = handle("response", Object.class);
  private static final VarHandle FRAME = handle("frame", Frame.class);

  private final ClientConnection connection;
  private final RequestTable.Entry entry;
  private short apiVersion;
  private final int correlationId;
  private final String clientId;
  private final long arrivedNs;

  /** Null once it was let go, which several threads may want to do. */
  @SuppressWarnings("UnusedVariable") // Taken through the handle.
  private volatile Frame frame;

  private DecodedElements elements;
  private int elementsHeld;

  /** Null, the response, or one of the two marks; written once. */
  @SuppressWarnings("UnusedVariable") // Written through the handle.
  private volatile Object response;

  private volatile boolean dispatching = true;

  ClientRequest(
      ClientConnection connection,
      RequestTable.Entry entry,
      short apiVersion,
      RequestHeader header,
      Frame frame,
      long arrivedNs) {
    this.connection = connection;
    this.entry = entry;
    this.apiVersion = apiVersion;
    this.correlationId = header.correlationId();
    this.clientId = header.clientId() == null ? "" : header.clientId();
    this.frame = frame;
    this.arrivedNs = arrivedNs;
  }

  /** When the request came, by the monotonic clock. */
  long arrivedNs() {
    return arrivedNs;
  }

  /** Notes what it has taken, to be given back together with the frame. */
  void holds(DecodedElements taken, int count) {
    elements = taken;
    elementsHeld = count;
  }

  /** Hands the request to its handler. Connection's thread. */
  void handle(ApiMessage body) {
    entry.handler().handle(this, body);
    dispatching = false;
  }

  /** For a client whose version is unknown here. */
  void answerInVersionZero() {
    apiVersion = 0;
  }

  ApiKey key() {
    return entry.key();
  }

  int correlationId() {
    return correlationId;
  }

  boolean isProduce() {
    return entry.key() == ApiKey.PRODUCE;
  }

  @Override
  public short apiVersion() {
    return apiVersion;
  }

  @Override
  public String clientId() {
    return clientId;
  }

  @Override
  public String clientHost() {
    return connection.clientHost();
  }

  @Override
  public String listener() {
    return connection.listener();
  }

  @Override
  public void respond(ApiMessage answer) {
    finishWith(answer);
    if (!dispatching) {
      connection.wake();
    }
  }

  @Override
  public Wakeable finish(ApiMessage answer) {
    finishWith(answer);
    return connection;
  }

  @Override
  public Wakeable finishWithoutResponse() {
    finishWith(NO_RESPONSE);
    return connection;
  }

  private void finishWith(Object answer) {
    if (!RESPONSE.compareAndSet(this, (Object) null, answer) && response == ABANDONED) {
      releaseFrame();
      discard(answer);
    }
  }

  /**
   * The connection has gone. A ring may still be reading the frame, so it is let go by whoever
   * finishes the request. Connection's thread.
   */
  void abandon() {
    if (!RESPONSE.compareAndSet(this, (Object) null, ABANDONED)) {
      releaseFrame();
      discard(response);
    }
  }

  /** Lets go of log slices in a response that is not sent. */
  private static void discard(Object answer) {
    if (answer instanceof FetchResponse fetched) {
      SliceRecords.closeAll(fetched);
    }
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(ClientRequest.class, field, type);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  @Override
  public void closeConnection(String reason) {
    connection.closeBecause(reason);
    finishWith(NO_RESPONSE);
  }

  @Override
  public Wakeable continueOnWake(Runnable next) {
    connection.continueOnWake(next);
    return connection;
  }

  @Override
  public boolean isWaitedFor() {
    return connection.isRequestWaiting();
  }

  @Override
  public boolean isAbandoned() {
    return response == ABANDONED;
  }

  boolean isFinished() {
    return response != null;
  }

  boolean hasResponse() {
    return response != NO_RESPONSE;
  }

  /** The response of a finished request. */
  ApiMessage response() {
    return (ApiMessage) response;
  }

  @Override
  public void releaseBytes() {
    Frame held = (Frame) FRAME.getAndSet(this, (Frame) null);
    if (held != null) {
      held.release();
    }
  }

  /** Lets everything go that the request and its response may have pointed to. */
  void releaseFrame() {
    releaseBytes();
    if (elements != null) {
      elements.giveBack(elementsHeld);
      elements = null;
    }
  }
}
