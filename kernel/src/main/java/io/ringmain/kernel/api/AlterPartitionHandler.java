package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.Controller;
import io.ringmain.kernel.controller.PartitionAlteration;
import io.ringmain.protocol.message.AlterPartitionRequest;
import io.ringmain.protocol.message.AlterPartitionResponse;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** AlterPartition: a leader asks for other in-sync replicas. */
public final class AlterPartitionHandler implements ControllerHandler<AlterPartitionRequest> {

  private final Controller controller;
  private final Supplier<BrokerConfig> config;

  public AlterPartitionHandler(Controller controller, Supplier<BrokerConfig> config) {
    this.controller = controller;
    this.config = config;
  }

  @Override
  public CompletionStage<AlterPartitionResponse> answer(
      short version, AlterPartitionRequest request) {
    return controller.submit(new PartitionAlteration(request, version, config.get()));
  }

  @Override
  public AlterPartitionResponse refuse(
      short version, AlterPartitionRequest request, ControllerCalls.Refusal refusal) {
    return new AlterPartitionResponse().errorCode(refusal.error().id());
  }
}
