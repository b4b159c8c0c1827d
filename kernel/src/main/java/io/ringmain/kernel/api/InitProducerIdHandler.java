package io.ringmain.kernel.api;

import io.ringmain.kernel.producer.ProducerIds;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.InitProducerIdRequest;
import io.ringmain.protocol.message.InitProducerIdResponse;
import java.util.concurrent.CompletionStage;

/**
 * InitProducerId for idempotent producers. Transactional ones are refused: there is no transaction
 * coordinator yet.
 */
public final class InitProducerIdHandler implements RequestHandler<InitProducerIdRequest> {
  private static final long NO_PRODUCER_ID = -1;
  private static final short NO_PRODUCER_EPOCH = -1;

  private final ProducerIds producerIds;

  public InitProducerIdHandler(ProducerIds producerIds) {
    this.producerIds = producerIds;
  }

  @Override
  public void handle(RequestContext context, InitProducerIdRequest request) {
    boolean hasId = request.producerId() != NO_PRODUCER_ID;
    boolean hasEpoch = request.producerEpoch() != NO_PRODUCER_EPOCH;
    if (hasId != hasEpoch || "".equals(request.transactionalId())) {
      context.respond(failed(ErrorCode.INVALID_REQUEST));
      return;
    }
    if (request.transactionalId() != null) {
      context.respond(failed(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED));
      return;
    }
    CompletionStage<Long> _ =
        producerIds
            .next()
            .whenComplete((id, failure) ->
                context.respond(
                    failure == null
                        ? new InitProducerIdResponse().producerId(id).producerEpoch((short) 0)
                        : failed(ErrorCode.COORDINATOR_NOT_AVAILABLE)));
  }

  private static InitProducerIdResponse failed(ErrorCode error) {
    return new InitProducerIdResponse()
        .errorCode(error.id())
        .producerId(NO_PRODUCER_ID)
        .producerEpoch(NO_PRODUCER_EPOCH);
  }
}
