package io.ringmain.transport.netty;

import io.ringmain.spi.transport.ListenerConfig;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts a listener's connections against its limits. Any thread. */
final class ConnectionLimits {
  private final int maxConnections;
  private final int maxPerAddress;
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private int connections;

  ConnectionLimits(ListenerConfig config) {
    this.maxConnections = config.maxConnections();
    this.maxPerAddress = config.maxConnectionsPerAddress();
  }

  /** Counts one more; if that is not allowed, counts nothing and says why. */
  synchronized Optional<String> enter(InetAddress address) {
    int fromAddress = perAddress.getOrDefault(address, 0);
    if (connections >= maxConnections) {
      return Optional.of("the listener has " + connections + " connections, all that are allowed");
    }
    if (fromAddress >= maxPerAddress) {
      return Optional.of(
          "its address has " + fromAddress + " connections, all that one address is allowed");
    }
    connections++;
    perAddress.put(address, fromAddress + 1);
    return Optional.empty();
  }

  synchronized void leave(InetAddress address) {
    connections--;
    perAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
  }
}
