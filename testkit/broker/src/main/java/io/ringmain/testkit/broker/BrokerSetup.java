package io.ringmain.testkit.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How a broker for tests is to be: where it keeps its records, its settings, its topics. Immutable:
 * each method gives another one.
 *
 * @param storage where records are kept
 * @param settings Kafka's broker settings that differ from {@link #DEFAULT}'s
 * @param topics the topics to create at the start, with their number of partitions
 */
public record BrokerSetup(
    BrokerStorage storage, Map<String, String> settings, Map<String, Integer> topics) {
  /** In memory, no topics but those that clients ask for, and no waiting for more members. */
  public static final BrokerSetup DEFAULT =
      new BrokerSetup(
          BrokerStorage.MEMORY,
          Map.of(
              "group.initial.rebalance.delay.ms", "0",
              "offsets.topic.num.partitions", "1",
              "num.network.threads", "1",
              "ring.shards", "1"),
          Map.of());

  /** Copies what is given. */
  public BrokerSetup {
    Objects.requireNonNull(storage, "storage");
    settings = Map.copyOf(settings);
    topics = Map.copyOf(topics);
  }

  /** Keeps the records elsewhere. */
  public BrokerSetup withStorage(BrokerStorage chosen) {
    return new BrokerSetup(chosen, settings, topics);
  }

  /**
   * Sets one of Kafka's broker settings, such as {@code message.max.bytes}. What it says is checked
   * at the start. {@code storage.provider} names another storage plugin that the tests have, and is
   * stronger than {@link #withStorage}; addresses, folders and coordination are the broker's own
   * business, and refused.
   */
  public BrokerSetup withSetting(String key, String value) {
    return new BrokerSetup(storage, with(settings, key, value), topics);
  }

  /** Creates a topic at the start. */
  public BrokerSetup withTopic(String topic, int partitions) {
    return new BrokerSetup(storage, settings, with(topics, topic, partitions));
  }

  private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
    Map<String, V> more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }

  /** Starts a broker; see {@link RingmainBroker#start(BrokerSetup)}. */
  public RingmainBroker start() {
    return RingmainBroker.start(this);
  }
}
