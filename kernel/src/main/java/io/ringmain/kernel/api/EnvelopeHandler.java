package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.ControllerChannel;
import io.ringmain.kernel.controller.ControllerException;
import io.ringmain.kernel.controller.Envelopes;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.EnvelopeRequest;
import io.ringmain.protocol.message.EnvelopeResponse;
import java.util.concurrent.CompletionStage;

/** Envelope: a client's request that another broker passes on to the controller (KIP-590). */
public final class EnvelopeHandler implements RequestHandler<EnvelopeRequest> {

  private final ControllerChannel.Local controller;

  public EnvelopeHandler(ControllerChannel.Local controller) {
    this.controller = controller;
  }

  @Override
  public void handle(RequestContext context, EnvelopeRequest request) {
    Envelopes.Enclosed enclosed;
    try {
      enclosed = Envelopes.request(request);
    } catch (ControllerException refused) {
      context.respond(failed(refused.error()));
      return;
    }
    CompletionStage<ApiMessage> _ =
        controller
            .answer(enclosed.request(), enclosed.version())
            .whenComplete((response, failure) ->
                context.respond(
                    failure == null
                        ? Envelopes.ofResponse(response, enclosed.version())
                        : failed(ControllerCalls.Refusal.of(failure).error())));
  }

  private static EnvelopeResponse failed(ErrorCode error) {
    return new EnvelopeResponse().errorCode(error.id());
  }
}
