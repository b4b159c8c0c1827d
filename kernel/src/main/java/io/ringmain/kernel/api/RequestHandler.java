package io.ringmain.kernel.api;

import io.ringmain.protocol.ApiMessage;

/**
 * Answers one Kafka API. Called on the transport thread of the connection; never blocks.
 *
 * <p>Requests of one connection are handed over one at a time, the next after the answer to the one
 * before (Produce alone may overlap), as Kafka does. An exception that leaves {@link #handle} is
 * logged and closes that connection, since there may be no response that could say so.
 *
 * @param <Q> the request's class
 */
@FunctionalInterface
public interface RequestHandler<Q extends ApiMessage> {
  void handle(RequestContext context, Q request);
}
