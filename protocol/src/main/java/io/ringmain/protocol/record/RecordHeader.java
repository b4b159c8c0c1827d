package io.ringmain.protocol.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One header of a record, as values of its own; for builders and tests, not for the hot path.
 *
 * @param key never null
 * @param value from its position to its limit, which nobody moves; null is Kafka's null value
 */
public record RecordHeader(String key, ByteBuffer value) {
  /** A header of an array that is not copied; null is Kafka's null value. */
  public static RecordHeader of(String key, byte[] value) {
    return new RecordHeader(key, value == null ? null : ByteBuffer.wrap(value));
  }

  byte[] keyBytes() {
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
