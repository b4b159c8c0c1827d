package io.ringmain.kernel.api;

import io.ringmain.protocol.ApiMessage;
import java.util.concurrent.CompletionStage;

/**
 * Answers one API that only the controller can answer, whichever broker was asked. Any thread.
 *
 * @param <Q> the request's class
 */
public interface ControllerHandler<Q extends ApiMessage> {

  /** For requests that do not say how long they wait; Kafka's clients wait as long by default. */
  int DEFAULT_TIMEOUT_MS = 30_000;

  /**
   * Answers, as far as this broker is the controller.
   *
   * @return fails when the request as a whole could not be dealt with, among others with
   *     NOT_CONTROLLER
   */
  CompletionStage<? extends ApiMessage> answer(short version, Q request);

  /** The answer of a request that could not be dealt with. */
  ApiMessage refuse(short version, Q request, ControllerCalls.Refusal refusal);

  /** How long the client wants to wait. */
  default int timeoutMs(Q request) {
    return DEFAULT_TIMEOUT_MS;
  }
}
