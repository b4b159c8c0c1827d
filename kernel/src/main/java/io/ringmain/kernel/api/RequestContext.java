package io.ringmain.kernel.api;

import io.ringmain.kernel.partition.Wakeable;
import io.ringmain.protocol.ApiMessage;

/** One request under way: who asked, in which version, and how to answer. */
public interface RequestContext {

  /** The version in which the request came and the response will go. */
  short apiVersion();

  /** The client's name for itself, or an empty string. */
  String clientId();

  /** The client's address without port, such as {@code 127.0.0.1}. */
  String clientHost();

  /**
   * The listener through which the request came: metadata answers with that listener's endpoints.
   */
  String listener();

  /**
   * Answers. Any thread, exactly once; a second answer is ignored. Buffers of the request are valid
   * until then and no longer: whatever is kept beyond is copied.
   */
  void respond(ApiMessage response);

  /**
   * Answers as {@link #respond} does, but leaves the wake-up that sends the response to the caller,
   * who thus wakes a connection once for many answers.
   */
  Wakeable finish(ApiMessage response);

  /**
   * Ends a request that gets no response, such as a produce with acks=0. As with {@link #finish}
   * the caller wakes the connection.
   */
  Wakeable finishWithoutResponse();

  /**
   * Says that nothing points to the request's buffers any more, though it is not answered yet: for
   * requests that wait long, so that what they came in is not held as long. Any thread.
   */
  void releaseBytes();

  /** Closes the connection: for a request that must not go on and has no response to say so. */
  void closeConnection(String reason);

  /**
   * Has {@code next} run on the connection's thread when the wakeable returned is woken. For a
   * handler that found a ring full, or that waits for data. Only from the connection's thread;
   * {@code next} may also run without cause, so it looks for itself and asks again if need be. When
   * the connection closes it runs a last time, to find that the request {@link #isAbandoned}.
   */
  Wakeable continueOnWake(Runnable next);

  /**
   * Whether the client has sent another request behind this one, which waits for it. When that
   * comes {@code next} of {@link #continueOnWake} runs, of a fetch. Only from the connection's
   * thread.
   */
  boolean isWaitedFor();

  /**
   * Whether the connection has gone. The request must still be answered, so that its buffers are
   * let go, but nobody hears it. Any thread.
   */
  boolean isAbandoned();
}
