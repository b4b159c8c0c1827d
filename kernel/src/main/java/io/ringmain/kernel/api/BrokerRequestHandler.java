package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.ControllerChannel;
import io.ringmain.protocol.ApiMessage;
import java.util.concurrent.CompletionStage;

/**
 * Answers another broker that takes this one for the controller. Never asks further: who is wrong
 * is told NOT_CONTROLLER, and looks again.
 *
 * @param <Q> the request's class
 */
public final class BrokerRequestHandler<Q extends ApiMessage> implements RequestHandler<Q> {

  private final ControllerChannel.Local controller;
  private final ControllerHandler<Q> handler;

  public BrokerRequestHandler(ControllerChannel.Local controller, ControllerHandler<Q> handler) {
    this.controller = controller;
    this.handler = handler;
  }

  @Override
  public void handle(RequestContext context, Q request) {
    short version = context.apiVersion();
    CompletionStage<ApiMessage> _ =
        controller
            .answer(request, version)
            .whenComplete((response, failure) ->
                context.respond(
                    failure == null
                        ? response
                        : handler.refuse(version, request, ControllerCalls.Refusal.of(failure))));
  }
}
