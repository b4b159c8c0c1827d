package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.GroupKeys;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import io.ringmain.protocol.message.CreateTopicsResponse;
import io.ringmain.protocol.message.CreateTopicsResponse.CreatableTopicResult;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Creates topics that nobody has asked for by name: those first written to or looked for, and those
 * that the broker keeps its own state in. Asks the controller, wherever that is. Any thread.
 */
public final class TopicCreator {

  private static final int TIMEOUT_MS = 10_000;

  private final ControllerChannel channel;
  private final Controller controller;
  private final Supplier<BrokerConfig> config;

  public TopicCreator(
      ControllerChannel channel, Controller controller, Supplier<BrokerConfig> config) {
    this.channel = channel;
    this.controller = controller;
    this.config = config;
  }

  /**
   * A topic as the broker's defaults would have it, or as its role demands if it is an internal
   * one.
   *
   * @return completes when the topic is in this broker's image; fails with {@link
   *     ControllerException}, among others TOPIC_ALREADY_EXISTS when somebody else was faster
   */
  public CompletionStage<CreatableTopicResult> create(String name) {
    BrokerConfig now = config.get();
    CreatableTopic topic =
        switch (name) {
          case TopicNames.CONSUMER_OFFSETS -> consumerOffsets(now);
          default ->
              new CreatableTopic()
                  .name(name)
                  .numPartitions(TopicCreation.UNSAID)
                  .replicationFactor((short) TopicCreation.UNSAID);
        };
    CreateTopicsRequest request =
        new CreateTopicsRequest().topics(List.of(topic)).timeoutMs(TIMEOUT_MS);
    return channel
        .ask(request, TIMEOUT_MS, CreateTopicsResponse.class)
        .thenCompose(response -> controller.caughtUp().thenApply(_ -> created(response)));
  }

  private static CreatableTopicResult created(CreateTopicsResponse response) {
    CreatableTopicResult result = response.topics().getFirst();
    if (result.errorCode() != ErrorCode.NONE.id()) {
      ErrorCode error = ErrorCode.forId(result.errorCode()).orElse(ErrorCode.UNKNOWN_SERVER_ERROR);
      throw new ControllerException(error, result.errorMessage());
    }
    return result;
  }

  private CreatableTopic consumerOffsets(BrokerConfig now) {
    // A cluster of fewer brokers than the setting asks for would else have no groups at all.
    int alive = Math.max(1, controller.image().aliveBrokers().size());
    int wanted = now.value(GroupKeys.OFFSETS_TOPIC_REPLICATION_FACTOR);
    return new CreatableTopic()
        .name(TopicNames.CONSUMER_OFFSETS)
        .numPartitions(now.value(GroupKeys.OFFSETS_TOPIC_NUM_PARTITIONS))
        .replicationFactor((short) Math.min(wanted, alive))
        .configs(
            List.of(
                config("cleanup.policy", "compact"),
                config("compression.type", "producer"),
                config(
                    "segment.bytes",
                    Integer.toString(now.value(GroupKeys.OFFSETS_TOPIC_SEGMENT_BYTES)))));
  }

  private static CreatableTopicConfig config(String name, String value) {
    return new CreatableTopicConfig().name(name).value(value);
  }
}
