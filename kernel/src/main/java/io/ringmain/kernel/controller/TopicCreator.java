package io.ringmain.kernel.controller;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.GroupKeys;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopic;
import io.ringmain.protocol.message.CreateTopicsRequest.CreatableTopicConfig;
import io.ringmain.protocol.message.CreateTopicsResponse.CreatableTopicResult;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Creates topics that nobody has asked for by name: those first written to or looked for, and those
 * that the broker keeps its own state in. Any thread.
 */
public final class TopicCreator {

  private final Controller controller;
  private final Supplier<BrokerConfig> config;

  public TopicCreator(Controller controller, Supplier<BrokerConfig> config) {
    this.controller = controller;
    this.config = config;
  }

  /**
   * A topic as the broker's defaults would have it, or as its role demands if it is an internal
   * one.
   *
   * @return completes when the topic is in the image; fails with {@link ControllerException}, among
   *     others TOPIC_ALREADY_EXISTS when somebody else was faster
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
    return controller.submit(new TopicCreation(topic, false, now));
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
