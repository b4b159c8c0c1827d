package io.ringmain.kernel.config;

import java.util.Locale;
import java.util.Optional;

/**
 * An address that is served or told to clients.
 *
 * @param name the listener's name, in capitals
 * @param host host name or address, without brackets; empty for every interface
 * @param port 0 for any free one
 */
public record Listener(String name, String host, int port) {

  /**
   * The listener of a text such as {@code CLIENT://0.0.0.0:9092} or {@code CLIENT://[::1]:9092}.
   */
  static Optional<Listener> parse(String text) {
    int nameEnd = text.indexOf("://");
    int portStart = text.lastIndexOf(':');
    if (nameEnd <= 0 || portStart < nameEnd + 3) {
      return Optional.empty();
    }
    String host = text.substring(nameEnd + 3, portStart);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return Optional.empty();
    }
    try {
      int port = Integer.parseInt(text.substring(portStart + 1));
      return port < 0 || port > 65535 || host.indexOf('/') >= 0
          ? Optional.empty()
          : Optional.of(new Listener(upperCase(text.substring(0, nameEnd)), host, port));
    } catch (NumberFormatException notAPort) {
      return Optional.empty();
    }
  }

  /**
   * Whether a value of {@code listeners} has an address that only the machine's name stands for.
   */
  public static boolean anyOnEveryInterface(String listeners) {
    return ConfigType.LIST.parse(listeners).stream()
        .flatMap(text -> parse(text).stream())
        .anyMatch(Listener::onEveryInterface);
  }

  /** Whether this is bound on every interface, so that no client can be told its host. */
  boolean onEveryInterface() {
    return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
  }

  /** Listener names mean the same in any case. */
  static String upperCase(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  /** This listener at another host. */
  public Listener withHost(String other) {
    return new Listener(name, other, port);
  }

  /** This listener at the port that was bound. */
  public Listener withPort(int bound) {
    return new Listener(name, host, bound);
  }

  /** Host and port as a client writes them. */
  public String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return name + "://" + address();
  }
}
