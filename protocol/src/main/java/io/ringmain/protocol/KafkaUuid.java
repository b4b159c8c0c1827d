package io.ringmain.protocol;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * Kafka's text form of a UUID, as in topic ids: 22 characters of URL-safe base64 without padding.
 *
 * <p>Making up new ones is left to the broker, which has its own source of randomness.
 */
public final class KafkaUuid {
  /** No topic, no directory: what a uuid field is by default. */
  public static final UUID ZERO = new UUID(0, 0);

  private static final int SIZE_BYTES = 16;
  private static final int TEXT_LENGTH = 22;

  private KafkaUuid() {}

  public static String format(UUID uuid) {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE_BYTES);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * The UUID of a text.
   *
   * @throws IllegalArgumentException if the text is not a UUID in base64
   */
  public static UUID parse(String text) {
    if (text.length() > TEXT_LENGTH + 2) {
      throw new IllegalArgumentException(
          "a UUID has 22 characters of base64, not "
              + text.length()
              + ": "
              + text.substring(0, TEXT_LENGTH)
              + "…");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    if (bytes.remaining() != SIZE_BYTES) {
      throw new IllegalArgumentException(
          "a UUID has 16 bytes, which is 22 characters of base64, not "
              + bytes.remaining()
              + ": "
              + text);
    }
    return new UUID(bytes.getLong(), bytes.getLong());
  }
}
