package io.ringmain.kernel.group;

import java.util.Optional;
import java.util.UUID;

/**
 * What the group APIs need to know of the cluster. Called on transport threads, answered from the
 * published metadata; the broker implements it.
 */
public interface GroupDirectory {

  /**
   * A broker as clients reach it.
   *
   * @param id the broker's id
   * @param host as advertised
   * @param port as advertised
   */
  record Node(int id, String host, int port) {}

  /** How many partitions {@code __consumer_offsets} has; 0 if there is no such topic. */
  int offsetsPartitionCount();

  /** The alive leader of a partition of {@code __consumer_offsets}, if it has that listener. */
  Optional<Node> offsetsLeader(int partition, String listener);

  /** How many brokers are alive, this one included. */
  int aliveBrokers();

  /**
   * Has {@code __consumer_offsets} created, soon; does not wait. Called as often as clients ask
   * while there is none, so it must not pile up.
   */
  void createOffsetsTopic(OffsetsTopic topic);

  /** Whether the topic exists and has that partition. */
  boolean hasPartition(String topic, int partition);

  /** The name of the topic with that id. */
  Optional<String> topicName(UUID topicId);

  /** The id of the topic with that name. */
  Optional<UUID> topicId(String name);
}
