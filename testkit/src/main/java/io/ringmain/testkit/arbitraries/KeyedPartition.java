package io.ringmain.testkit.arbitraries;

/**
 * A key and a topic's number of partitions.
 *
 * @param partitions 1 or more
 */
public record KeyedPartition(Bytes key, int partitions) {

  /** The partition that Kafka's producers choose. */
  public int partition() {
    return KeyPartitioner.partition(key, partitions);
  }
}
