package io.ringmain.kernel.api;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.LogKeys;
import io.ringmain.kernel.controller.TopicDeletion;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.KafkaUuid;
import io.ringmain.protocol.message.DeleteTopicsRequest;
import io.ringmain.protocol.message.DeleteTopicsRequest.DeleteTopicState;
import io.ringmain.protocol.message.DeleteTopicsResponse;
import io.ringmain.protocol.message.DeleteTopicsResponse.DeletableTopicResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** DeleteTopics: by name, and from version 6 by id as well. */
public final class DeleteTopicsHandler implements ControllerHandler<DeleteTopicsRequest> {

  private static final int FIRST_VERSION_WITH_STATES = 6;
  private static final int FIRST_VERSION_WITH_DISABLED_ERROR = 3;

  private final ControllerCalls calls;
  private final Supplier<BrokerConfig> config;

  public DeleteTopicsHandler(ControllerCalls calls, Supplier<BrokerConfig> config) {
    this.calls = calls;
    this.config = config;
  }

  @Override
  public CompletableFuture<DeleteTopicsResponse> answer(
      short version, DeleteTopicsRequest request) {
    List<DeleteTopicState> topics = topics(version, request);
    Set<DeleteTopicState> repeated = Repeats.of(topics, topic -> topic);
    List<CompletableFuture<DeletableTopicResult>> answers = new ArrayList<>();
    for (DeleteTopicState topic : topics) {
      if (repeated.contains(topic)) {
        answers.add(invalid(topic, "The topic is named more than once."));
      } else {
        answers.add(delete(version, topic, request.timeoutMs()));
      }
    }
    return ControllerCalls.whenAll(
        answers, results -> new DeleteTopicsResponse().responses(new ArrayList<>(results)));
  }

  private static List<DeleteTopicState> topics(short version, DeleteTopicsRequest request) {
    return version >= FIRST_VERSION_WITH_STATES
        ? request.topics()
        : request.topicNames().stream().map(name -> new DeleteTopicState().name(name)).toList();
  }

  @Override
  public DeleteTopicsResponse refuse(
      short version, DeleteTopicsRequest request, ControllerCalls.Refusal refusal) {
    DeleteTopicsResponse response = new DeleteTopicsResponse();
    topics(version, request).forEach(topic -> response.responses().add(refused(topic, refusal)));
    return response;
  }

  @Override
  public int timeoutMs(DeleteTopicsRequest request) {
    return request.timeoutMs();
  }

  private CompletableFuture<DeletableTopicResult> delete(
      short version, DeleteTopicState topic, int timeoutMs) {
    boolean byId = !topic.topicId().equals(KafkaUuid.ZERO);
    if (topic.name() == null && !byId) {
      return invalid(topic, "Neither name nor id of the topic is given.");
    }
    if (topic.name() != null && byId) {
      return invalid(topic, "Both name and id of the topic are given; one is allowed.");
    }
    if (!config.get().value(LogKeys.DELETE_TOPIC_ENABLE)) {
      ErrorCode error =
          version < FIRST_VERSION_WITH_DISABLED_ERROR
              ? ErrorCode.INVALID_REQUEST
              : ErrorCode.TOPIC_DELETION_DISABLED;
      return CompletableFuture.completedFuture(
          refused(topic, new ControllerCalls.Refusal(error, error.message())));
    }
    TopicDeletion deletion =
        byId
            ? TopicDeletion.ofId(topic.topicId())
            : TopicDeletion.ofName(Objects.requireNonNull(topic.name()));
    return calls.submit(deletion, timeoutMs, refusal -> refused(topic, refusal));
  }

  private static CompletableFuture<DeletableTopicResult> invalid(
      DeleteTopicState topic, String message) {
    return CompletableFuture.completedFuture(
        refused(topic, new ControllerCalls.Refusal(ErrorCode.INVALID_REQUEST, message)));
  }

  private static DeletableTopicResult refused(
      DeleteTopicState topic, ControllerCalls.Refusal refusal) {
    return new DeletableTopicResult()
        .name(topic.name())
        .topicId(topic.topicId())
        .errorCode(refusal.error().id())
        .errorMessage(refusal.message());
  }
}
