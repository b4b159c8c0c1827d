package io.ringmain.protocol.record;

/** Who sets the timestamps of a batch: attribute bit 3, and Kafka's message.timestamp.type. */
public enum TimestampType {
  /** Each record carries the time its producer gave it. */
  CREATE_TIME("CreateTime"),
  /** All records of the batch have its maximum timestamp: when the leader appended it. */
  LOG_APPEND_TIME("LogAppendTime");

  private final String configName;

  TimestampType(String configName) {
    this.configName = configName;
  }

  /** The name in {@code message.timestamp.type}. */
  public String configName() {
    return configName;
  }
}
