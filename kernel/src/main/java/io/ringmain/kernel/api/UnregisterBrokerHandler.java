package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.Controller;
import io.ringmain.protocol.message.UnregisterBrokerRequest;
import io.ringmain.protocol.message.UnregisterBrokerResponse;
import java.util.concurrent.CompletionStage;

/** UnregisterBroker: one that is gone for good is taken off the list. */
public final class UnregisterBrokerHandler implements ControllerHandler<UnregisterBrokerRequest> {

  private final Controller controller;

  public UnregisterBrokerHandler(Controller controller) {
    this.controller = controller;
  }

  @Override
  public CompletionStage<UnregisterBrokerResponse> answer(
      short version, UnregisterBrokerRequest request) {
    return controller
        .unregister(request.brokerId())
        .thenApply(_ -> new UnregisterBrokerResponse().errorMessage(null));
  }

  @Override
  public UnregisterBrokerResponse refuse(
      short version, UnregisterBrokerRequest request, ControllerCalls.Refusal refusal) {
    return new UnregisterBrokerResponse()
        .errorCode(refusal.error().id())
        .errorMessage(refusal.message());
  }
}
