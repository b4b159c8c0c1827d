package io.ringmain.kernel.controller;

import io.ringmain.kernel.metadata.TopicImage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.KafkaUuid;
import io.ringmain.protocol.message.DeleteTopicsResponse.DeletableTopicResult;
import io.ringmain.protocol.stored.RemoveTopicRecord;
import java.util.Optional;
import java.util.UUID;

/** Deletes one topic, named or by id, with its partitions and configuration. */
public final class TopicDeletion implements ControllerOperation<DeletableTopicResult> {

  private final Optional<String> name;
  private final UUID id;

  private TopicDeletion(Optional<String> name, UUID id) {
    this.name = name;
    this.id = id;
  }

  public static TopicDeletion ofName(String name) {
    return new TopicDeletion(Optional.of(name), KafkaUuid.ZERO);
  }

  public static TopicDeletion ofId(UUID id) {
    return new TopicDeletion(Optional.empty(), id);
  }

  @Override
  public DeletableTopicResult run(Draft draft) {
    TopicImage topic = name.isPresent() ? named(draft, name.get()) : identified(draft);
    draft.add(new RemoveTopicRecord().topicId(topic.id()));
    return new DeletableTopicResult().name(topic.name()).topicId(topic.id());
  }

  private static TopicImage named(Draft draft, String name) {
    return draft
        .image()
        .topic(name)
        .orElseThrow(() ->
            new ControllerException(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic '" + name + "'."));
  }

  private TopicImage identified(Draft draft) {
    return draft
        .image()
        .topic(id)
        .orElseThrow(() ->
            new ControllerException(
                ErrorCode.UNKNOWN_TOPIC_ID,
                "There is no topic with id " + KafkaUuid.format(id) + "."));
  }
}
