package io.ringmain.testkit.workload;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.CreateTopicsRequest;
import io.ringmain.protocol.message.CreateTopicsResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** An administrator that creates topics, and tries again until they are there. */
public final class TopicMaker {
  private static final short CREATE_VERSION = 7;
  private static final int TIMEOUT_MS = 4_000;
  private static final long RETRY_MS = 200;

  private final ClusterClient client;
  private final History history;
  private final ArrayDeque<TopicPlan> missing;

  public TopicMaker(ClusterClient client, History history, List<TopicPlan> topics) {
    this.client = client;
    this.history = history;
    this.missing = new ArrayDeque<>(topics);
  }

  /** Whether all topics are there. */
  public boolean isDone() {
    return missing.isEmpty();
  }

  /** Creates the first that is missing, and so on. */
  public void start() {
    if (missing.isEmpty()) {
      return;
    }
    TopicPlan topic = missing.peek();
    List<CreateTopicsRequest.CreatableTopicConfig> configs = new ArrayList<>();
    new TreeMap<>(topic.configs())
        .forEach((name, value) ->
            configs.add(new CreateTopicsRequest.CreatableTopicConfig().name(name).value(value)));
    CreateTopicsRequest.CreatableTopic asked =
        new CreateTopicsRequest.CreatableTopic()
            .name(topic.name())
            .numPartitions(topic.partitions())
            .replicationFactor((short) topic.replicationFactor())
            .configs(configs);
    client.refresh();
    client.ask(
        client.controller(),
        new CreateTopicsRequest().topics(List.of(asked)).timeoutMs(TIMEOUT_MS),
        CREATE_VERSION,
        CreateTopicsResponse.class,
        (response, failure) -> {
          if (failure == null) {
            answered(topic, response.topics().getFirst());
          }
          client.later(RETRY_MS, this::start);
        });
  }

  private void answered(TopicPlan topic, CreateTopicsResponse.CreatableTopicResult result) {
    ErrorCode error = Errors.of(result.errorCode());
    client.process().scheduler().note("topic " + topic.name() + " " + error);
    if (error == ErrorCode.NONE) {
      history.onTopicCreated(topic.name(), result.topicId());
    }
    if (error == ErrorCode.NONE || error == ErrorCode.TOPIC_ALREADY_EXISTS) {
      missing.remove(topic);
    }
  }
}
