package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.Controller;
import io.ringmain.protocol.message.BrokerHeartbeatRequest;
import io.ringmain.protocol.message.BrokerHeartbeatResponse;
import java.util.concurrent.CompletionStage;

/** BrokerHeartbeat: a broker lives, or wants to stop. */
public final class BrokerHeartbeatHandler implements ControllerHandler<BrokerHeartbeatRequest> {

  private final Controller controller;

  public BrokerHeartbeatHandler(Controller controller) {
    this.controller = controller;
  }

  @Override
  public CompletionStage<BrokerHeartbeatResponse> answer(
      short version, BrokerHeartbeatRequest request) {
    return controller.heard(request);
  }

  @Override
  public BrokerHeartbeatResponse refuse(
      short version, BrokerHeartbeatRequest request, ControllerCalls.Refusal refusal) {
    return new BrokerHeartbeatResponse().errorCode(refusal.error().id());
  }
}
