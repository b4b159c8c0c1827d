package io.ringmain.kernel.config;

/** Where a value comes from, with Kafka's code for it in a DescribeConfigs response. */
public enum ConfigSource {
  /** An override of the topic. */
  DYNAMIC_TOPIC(1),
  /** Set for one broker while it ran. */
  DYNAMIC_BROKER(2),
  /** Set for all brokers while they ran. */
  DYNAMIC_DEFAULT_BROKER(3),
  /** Given to this broker at its start. */
  STATIC_BROKER(4),
  /** Nothing was said. */
  DEFAULT(5),
  /** The level of a logger. */
  DYNAMIC_BROKER_LOGGER(6);

  private final byte code;

  ConfigSource(int code) {
    this.code = (byte) code;
  }

  /** Kafka's number. */
  public byte code() {
    return code;
  }
}
