package io.ringmain.spi.transport;

import java.util.Map;

/**
 * How a listener or a connection is encrypted.
 *
 * @param enabled false for plain text
 * @param properties Kafka's {@code ssl.*} properties, such as {@code ssl.keystore.location}, by
 *     their full names
 */
public record TlsConfig(boolean enabled, Map<String, String> properties) {
  /** Plain text. */
  public static final TlsConfig NONE = new TlsConfig(false, Map.of());

  public TlsConfig {
    properties = Map.copyOf(properties);
  }
}
