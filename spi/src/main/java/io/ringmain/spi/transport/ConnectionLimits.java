package io.ringmain.spi.transport;

import java.util.Map;

/**
 * How many connections a listener accepts at a time; more are closed at once.
 *
 * @param maxConnections from all addresses together
 * @param maxPerAddress from one remote address
 * @param ofAddresses from single remote addresses, in place of {@code maxPerAddress}; by number,
 *     such as {@code 127.0.0.1}, or by host name
 */
public record ConnectionLimits(
    int maxConnections, int maxPerAddress, Map<String, Integer> ofAddresses) {

  public ConnectionLimits {
    ofAddresses = Map.copyOf(ofAddresses);
  }
}
