package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.controller.TopicCreation;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.CreateTopicsResponse.CreatableTopicResult;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** CreateTopics: each topic on its own, answered when this broker's image has it. */
public final class CreateTopicsHandler implements ControllerHandler<CreateTopicsRequest> {

  private final ControllerCalls calls;
  private final Supplier<BrokerConfig> config;

  public CreateTopicsHandler(ControllerCalls calls, Supplier<BrokerConfig> config) {
    this.calls = calls;
    this.config = config;
  }

  @Override
  public CompletableFuture<CreateTopicsResponse> answer(
      short version, CreateTopicsRequest request) {
    return ControllerCalls.whenAll(
        calls.submitEach(
            request.topics(),
            CreatableTopic::name,
            topic -> new TopicCreation(topic, request.validateOnly(), config.get()),
            request.timeoutMs(),
            CreateTopicsHandler::refused),
        results -> new CreateTopicsResponse().topics(new ArrayList<>(results)));
  }

  @Override
  public CreateTopicsResponse refuse(
      short version, CreateTopicsRequest request, ControllerCalls.Refusal refusal) {
    CreateTopicsResponse response = new CreateTopicsResponse();
    request.topics().forEach(topic -> response.topics().add(refused(topic.name(), refusal)));
    return response;
  }

  @Override
  public int timeoutMs(CreateTopicsRequest request) {
    return request.timeoutMs();
  }

  private static CreatableTopicResult refused(String name, ControllerCalls.Refusal refusal) {
    return new CreatableTopicResult()
        .name(name)
        .errorCode(refusal.error().id())
        .errorMessage(refusal.message());
  }
}
