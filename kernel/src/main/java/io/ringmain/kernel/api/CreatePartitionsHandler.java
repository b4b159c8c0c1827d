package io.ringmain.kernel.api;

import io.ringmain.kernel.controller.PartitionCreation;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.CreatePartitionsRequest;
import io.ringmain.protocol.message.CreatePartitionsRequest.CreatePartitionsTopic;
import io.ringmain.protocol.message.CreatePartitionsResponse;
import io.ringmain.protocol.message.CreatePartitionsResponse.CreatePartitionsTopicResult;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/** CreatePartitions: each topic on its own. */
public final class CreatePartitionsHandler implements ControllerHandler<CreatePartitionsRequest> {

  private final ControllerCalls calls;

  public CreatePartitionsHandler(ControllerCalls calls) {
    this.calls = calls;
  }

  @Override
  public CompletableFuture<CreatePartitionsResponse> answer(
      short version, CreatePartitionsRequest request) {
    return ControllerCalls.whenAll(
        calls.submitEach(
            request.topics(),
            CreatePartitionsTopic::name,
            topic -> new PartitionCreation(topic, request.validateOnly()),
            request.timeoutMs(),
            CreatePartitionsHandler::refused),
        results -> new CreatePartitionsResponse().results(new ArrayList<>(results)));
  }

  @Override
  public CreatePartitionsResponse refuse(
      short version, CreatePartitionsRequest request, ControllerCalls.Refusal refusal) {
    CreatePartitionsResponse response = new CreatePartitionsResponse();
    request.topics().forEach(topic -> response.results().add(refused(topic.name(), refusal)));
    return response;
  }

  @Override
  public int timeoutMs(CreatePartitionsRequest request) {
    return request.timeoutMs();
  }

  private static CreatePartitionsTopicResult refused(String name, ControllerCalls.Refusal refusal) {
    return new CreatePartitionsTopicResult()
        .name(name)
        .errorCode(refusal.error().id())
        .errorMessage(
            refusal.error() == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION ? null : refusal.message());
  }
}
