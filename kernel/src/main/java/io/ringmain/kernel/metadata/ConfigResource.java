package io.ringmain.kernel.metadata;

/**
 * What a set of configuration values belongs to. Any thread.
 *
 * @param type Kafka's number, one of the constants here
 * @param name the topic's name or the broker's id; empty for the default of all brokers
 */
public record ConfigResource(byte type, String name) {

  public static final byte TOPIC = 2;
  public static final byte BROKER = 4;
  public static final byte BROKER_LOGGER = 8;

  /** What all brokers have unless they have their own. */
  public static final ConfigResource BROKER_DEFAULT = new ConfigResource(BROKER, "");

  public static ConfigResource topic(String name) {
    return new ConfigResource(TOPIC, name);
  }

  public static ConfigResource broker(int id) {
    return new ConfigResource(BROKER, Integer.toString(id));
  }

  /** As one word, for messages and logs. */
  public String typeName() {
    return switch (type) {
      case TOPIC -> "topic";
      case BROKER -> "broker";
      case BROKER_LOGGER -> "broker logger";
      default -> "type " + type;
    };
  }
}
