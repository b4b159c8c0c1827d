package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.Controller;
import io.ringmain.kernel.controller.DirectoryAssignment;
import io.ringmain.protocol.message.AssignReplicasToDirsRequest;
import io.ringmain.protocol.message.AssignReplicasToDirsResponse;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** AssignReplicasToDirs: a broker has lost replicas with a log directory. */
public final class AssignReplicasToDirsHandler
    implements ControllerHandler<AssignReplicasToDirsRequest> {

  private final Controller controller;
  private final Supplier<BrokerConfig> config;

  public AssignReplicasToDirsHandler(Controller controller, Supplier<BrokerConfig> config) {
    this.controller = controller;
    this.config = config;
  }

  @Override
  public CompletionStage<AssignReplicasToDirsResponse> answer(
      short version, AssignReplicasToDirsRequest request) {
    return controller.submit(new DirectoryAssignment(request, config.get()));
  }

  @Override
  public AssignReplicasToDirsResponse refuse(
      short version, AssignReplicasToDirsRequest request, ControllerCalls.Refusal refusal) {
    return new AssignReplicasToDirsResponse().errorCode(refusal.error().id());
  }
}
