package io.ringmain.kernel.config;

import static io.ringmain.kernel.config.Allowed.any;
import static io.ringmain.kernel.config.Allowed.oneOf;
import static io.ringmain.kernel.config.ConfigType.STRING;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * TLS of the listeners whose protocol is SSL. Each key holds for all of them, and with the prefix
 * {@code listener.name.<name>.} for one, which is stronger.
 *
 * <p>The kernel hands the texts on to the transport, which reads the files and refuses what it
 * cannot use when the listener is bound.
 */
public final class SslKeys {
  private static final String PREFIX = "listener.name.";

  /** {@code ssl.keystore.location}. */
  public static final ConfigKey<String> SSL_KEYSTORE_LOCATION =
      text("ssl.keystore.location", "The file with the broker's private key and certificates.");

  /** {@code ssl.keystore.key}. */
  public static final ConfigKey<String> SSL_KEYSTORE_KEY =
      secret("ssl.keystore.key", "The broker's private key as PEM text, in place of a file.");

  static final List<ConfigKey<?>> KEYS =
      List.of(
          ConfigKey.ofOptional(
              "ssl.client.auth",
              STRING,
              oneOf("none", "requested", "required"),
              "Whether clients are asked for a certificate; none if not set."),
          text("ssl.protocol", "The name of the JDK's TLS context; TLSv1.3 if not set."),
          text("ssl.enabled.protocols", "TLS versions served; TLSv1.2,TLSv1.3 if not set."),
          text("ssl.cipher.suites", "Cipher suites served; the JDK's if not set."),
          text("ssl.keymanager.algorithm", "The JDK's key manager; its default if not set."),
          text("ssl.trustmanager.algorithm", "The JDK's trust manager; its default if not set."),
          text("ssl.keystore.type", "JKS, PKCS12 or PEM; JKS, which reads both, if not set."),
          SSL_KEYSTORE_LOCATION,
          secret("ssl.keystore.password", "The password of the key store's file."),
          SSL_KEYSTORE_KEY,
          secret("ssl.keystore.certificate.chain", "The certificates to ssl.keystore.key, as PEM."),
          secret("ssl.key.password", "The password of the private key, where it has one."),
          text("ssl.truststore.type", "JKS, PKCS12 or PEM; JKS, which reads both, if not set."),
          text("ssl.truststore.location", "The file with the certificates that are trusted."),
          secret("ssl.truststore.password", "The password of the trust store's file."),
          secret("ssl.truststore.certificates", "Certificates that are trusted, as PEM text."));

  private SslKeys() {}

  private static ConfigKey<String> text(String name, String documentation) {
    return ConfigKey.ofOptional(name, STRING, any("text"), documentation);
  }

  private static ConfigKey<String> secret(String name, String documentation) {
    return text(name, documentation).withSensitive();
  }

  /** The key that a name with a listener's prefix stands for; empty for any other name. */
  static Optional<ConfigKey<?>> ofListener(String name) {
    int key = name.indexOf(".ssl.");
    if (!name.startsWith(PREFIX) || key <= PREFIX.length()) {
      return Optional.empty();
    }
    String own = name.substring(key + 1);
    for (ConfigKey<?> known : KEYS) {
      if (known.name().equals(own)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** The listener that a name with a prefix speaks of, in capitals. */
  static String listenerOf(String name) {
    return Listener.upperCase(name.substring(PREFIX.length(), name.indexOf(".ssl.")));
  }

  /** What holds for one listener, by Kafka's names without the prefix. */
  static Map<String, String> of(String listener, Map<String, String> given) {
    String prefix = PREFIX + listener.toLowerCase(Locale.ROOT) + ".";
    Map<String, String> properties = new HashMap<>();
    for (ConfigKey<?> key : KEYS) {
      String own = given.getOrDefault(prefix + key.name(), given.get(key.name()));
      if (own != null) {
        properties.put(key.name(), own);
      }
    }
    return properties;
  }
}
