package io.ringmain.testkit.arbitraries;

import java.util.List;
import java.util.Optional;

/**
 * A record before it has an offset.
 *
 * @param timestamp milliseconds since the epoch, or −1
 * @param key empty is Kafka's null
 * @param value empty is Kafka's null, a tombstone where a topic is compacted
 */
public record RecordContent(
    long timestamp, Optional<Bytes> key, Optional<Bytes> value, List<HeaderContent> headers) {
  public RecordContent {
    headers = List.copyOf(headers);
  }
}
