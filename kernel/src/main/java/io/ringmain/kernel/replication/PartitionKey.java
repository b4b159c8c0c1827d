package io.ringmain.kernel.replication;

import io.ringmain.spi.storage.LogId;
import java.util.UUID;

/** A partition as requests between brokers name it. */
record PartitionKey(UUID topicId, int partition) {
  static PartitionKey of(LogId id) {
    return new PartitionKey(id.topicId(), id.partition());
  }
}
