package io.ringmain.spi.storage;

import java.util.Objects;
import java.util.UUID;

/**
 * Names the log of one partition.
 *
 * @param topic topic name, already checked by the kernel
 * @param partition partition number from 0
 * @param topicId id of this incarnation of the topic: a topic created anew under the same name has
 *     another
 */
public record LogId(String topic, int partition, UUID topicId) {
  public LogId {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(topicId, "topicId");
  }

  /** The form {@code topic-partition} that Kafka uses for folders and messages. */
  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
