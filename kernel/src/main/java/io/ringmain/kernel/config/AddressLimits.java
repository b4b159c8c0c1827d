package io.ringmain.kernel.config;

import java.util.HashMap;
import java.util.Map;

/** Reads {@code max.connections.per.ip.overrides}: {@code 10.0.0.7:100,example.net:5}. */
public final class AddressLimits {
  private AddressLimits() {}

  /**
   * How many connections each host may have, by its name or number.
   *
   * @throws IllegalArgumentException if the text is no list of hosts and numbers
   */
  public static Map<String, Integer> parse(String text) {
    Map<String, Integer> limits = new HashMap<>();
    for (String entry : ConfigType.LIST.parse(text)) {
      int colon = entry.lastIndexOf(':'); // The last, for IPv6 has more.
      String host = colon < 0 ? "" : entry.substring(0, colon).strip();
      int limit = Integer.parseInt(entry.substring(colon + 1).strip());
      if (host.isEmpty() || limit < 0) {
        throw new IllegalArgumentException(entry);
      }
      limits.put(host, limit);
    }
    return limits;
  }

  static boolean isReadable(String text) {
    try {
      Map<String, Integer> _ = parse(text);
      return true;
    } catch (IllegalArgumentException unreadable) {
      return false;
    }
  }
}
