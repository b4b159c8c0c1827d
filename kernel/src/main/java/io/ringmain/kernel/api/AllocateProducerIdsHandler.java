package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.Controller;
import io.ringmain.kernel.controller.ProducerIdBlock;
import io.ringmain.protocol.message.AllocateProducerIdsRequest;
import io.ringmain.protocol.message.AllocateProducerIdsResponse;
import java.util.concurrent.CompletionStage;

/** AllocateProducerIds: a broker asks for ids that it may give to producers. */
public final class AllocateProducerIdsHandler
    implements ControllerHandler<AllocateProducerIdsRequest> {

  private final Controller controller;

  public AllocateProducerIdsHandler(Controller controller) {
    this.controller = controller;
  }

  @Override
  public CompletionStage<AllocateProducerIdsResponse> answer(
      short version, AllocateProducerIdsRequest request) {
    return controller
        .submit(ProducerIdBlock.allocation(request.brokerId(), request.brokerEpoch()))
        .thenApply(block ->
            new AllocateProducerIdsResponse()
                .producerIdStart(block.first())
                .producerIdLen(block.size()));
  }

  @Override
  public AllocateProducerIdsResponse refuse(
      short version, AllocateProducerIdsRequest request, ControllerCalls.Refusal refusal) {
    return new AllocateProducerIdsResponse().errorCode(refusal.error().id());
  }
}
