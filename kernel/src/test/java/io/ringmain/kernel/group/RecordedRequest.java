package io.ringmain.kernel.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.kernel.api.RequestContext;
import io.ringmain.kernel.api.RequestHandler;
import io.ringmain.kernel.partition.Wakeable;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ByteBufferWriter;
import java.util.ArrayList;
import java.util.List;

/** A request under way, whose answer is encoded in its version, as a connection would. */
final class RecordedRequest implements RequestContext {

  private final short version;
  private final List<ApiMessage> answers = new ArrayList<>(1);

  private RecordedRequest(int version) {
    this.version = (short) version;
  }

  /** Hands a request to a handler that has no answer yet. */
  static <Q extends ApiMessage> void begin(RequestHandler<Q> handler, Q request, int version) {
    RecordedRequest context = new RecordedRequest(version);
    handler.handle(context, request);
    assertEquals(0, context.answers.size(), "no answer yet");
  }

  /** Hands a request to a handler and gives its answer. */
  static <Q extends ApiMessage, R extends ApiMessage> R ask(
      RequestHandler<Q> handler, Q request, int version, Class<R> answer) {
    RecordedRequest context = new RecordedRequest(version);
    handler.handle(context, request);
    assertEquals(1, context.answers.size(), "one answer");
    return answer.cast(context.answers.getFirst());
  }

  @Override
  public short apiVersion() {
    return version;
  }

  @Override
  public String clientId() {
    return "client";
  }

  @Override
  public String clientHost() {
    return "127.0.0.1";
  }

  @Override
  public String listener() {
    return "PLAINTEXT";
  }

  @Override
  public void respond(ApiMessage response) {
    assertEquals(response.size(version), ByteBufferWriter.encode(response, version).remaining());
    answers.add(response);
  }

  @Override
  public Wakeable finish(ApiMessage response) {
    throw new UnsupportedOperationException("not of groups");
  }

  @Override
  public Wakeable finishWithoutResponse() {
    throw new UnsupportedOperationException("not of groups");
  }

  @Override
  public boolean isAbandoned() {
    return false;
  }

  @Override
  public void closeConnection(String reason) {
    throw new UnsupportedOperationException("not of groups");
  }

  @Override
  public Wakeable continueOnWake(Runnable next) {
    throw new UnsupportedOperationException("not of groups");
  }
}
