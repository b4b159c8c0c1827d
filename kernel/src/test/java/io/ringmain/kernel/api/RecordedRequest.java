package io.ringmain.kernel.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.kernel.partition.Wakeable;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.message.FetchResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * A request under way as a connection would keep it. Its answer is encoded in its version, but for
 * records that lie in a log.
 */
public final class RecordedRequest implements RequestContext {

  private final short version;
  private final String listener;
  private final String clientId;
  private final List<ApiMessage> answers = new ArrayList<>(1);
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean closed;
  private boolean ended;
  private boolean abandoned;
  private boolean waitedFor;
  private boolean bytesReleased;

  private RecordedRequest(int version, String listener, String clientId) {
    this.version = (short) version;
    this.listener = listener;
    this.clientId = clientId;
  }

  /** A request of a client that knows the listener {@code CLIENT}. */
  public static RecordedRequest of(int version) {
    return new RecordedRequest(version, "CLIENT", "client");
  }

  /** A request of a client that calls itself so. */
  public static RecordedRequest from(String clientId, int version) {
    return new RecordedRequest(version, "CLIENT", clientId);
  }

  /** Hands a request to a handler that has no answer yet. */
  public static <Q extends ApiMessage> void begin(
      RequestHandler<Q> handler, Q request, int version) {
    RecordedRequest context = new RecordedRequest(version, "PLAINTEXT", "client");
    handler.handle(context, request);
    assertEquals(0, context.answers.size(), "no answer yet");
  }

  /** Hands a request to a handler and gives its answer. */
  public static <Q extends ApiMessage, R extends ApiMessage> R ask(
      RequestHandler<Q> handler, Q request, int version, Class<R> answer) {
    RecordedRequest context = new RecordedRequest(version, "PLAINTEXT", "client");
    handler.handle(context, request);
    return context.answer(answer);
  }

  /** The one answer there is. */
  public <R extends ApiMessage> R answer(Class<R> type) {
    assertEquals(1, answers.size(), "one answer");
    return type.cast(answers.getFirst());
  }

  public boolean isAnswered() {
    return !answers.isEmpty();
  }

  /** Whether the request has ended without a response. */
  public boolean hasEndedSilently() {
    return ended;
  }

  public boolean isClosed() {
    return closed;
  }

  /** The connection goes; what waits looks again, to find that. */
  public void abandon() {
    abandoned = true;
    wake();
  }

  /** Another request comes on the same connection. */
  public void follow() {
    waitedFor = true;
    wake();
  }

  private void wake() {
    List<Runnable> due = List.copyOf(waiting);
    waiting.clear();
    due.forEach(Runnable::run);
  }

  @Override
  public short apiVersion() {
    return version;
  }

  @Override
  public String clientId() {
    return clientId;
  }

  @Override
  public String clientHost() {
    return "127.0.0.1";
  }

  @Override
  public String listener() {
    return listener;
  }

  @Override
  public void respond(ApiMessage response) {
    assertEquals(response.size(version), encodedSize(response));
    answers.add(response);
  }

  private int encodedSize(ApiMessage response) {
    boolean readsALog = response instanceof FetchResponse;
    return readsALog
        ? response.size(version)
        : ByteBufferWriter.encode(response, version).remaining();
  }

  @Override
  public Wakeable finish(ApiMessage response) {
    respond(response);
    return () -> {};
  }

  @Override
  public Wakeable finishWithoutResponse() {
    ended = true;
    return () -> {};
  }

  @Override
  public boolean isWaitedFor() {
    return waitedFor;
  }

  @Override
  public boolean isAbandoned() {
    return abandoned;
  }

  @Override
  public void closeConnection(String reason) {
    closed = true;
  }

  @Override
  public Wakeable continueOnWake(Runnable next) {
    waiting.add(next);
    return this::wake;
  }

  @Override
  public void releaseBytes() {
    bytesReleased = true;
  }

  /** Whether the request's buffers were let go before the answer. */
  public boolean areBytesReleased() {
    return bytesReleased;
  }
}
