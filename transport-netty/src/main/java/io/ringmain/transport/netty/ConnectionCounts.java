package io.ringmain.transport.netty;

import io.ringmain.spi.transport.ConnectionLimits;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts a listener's connections against its limits, which may change meanwhile. Any thread. */
final class ConnectionCounts {
  private static final System.Logger LOGGER = System.getLogger(ConnectionCounts.class.getName());

  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private int connections;
  private int maxConnections;
  private int maxPerAddress;
  private Map<InetAddress, Integer> maxOfAddresses = Map.of();

  ConnectionCounts(int maxConnections, int maxPerAddress) {
    this.maxConnections = maxConnections;
    this.maxPerAddress = maxPerAddress;
  }

  /** T15. Names are looked up before anything changes, so that no connection waits for that. */
  void limit(ConnectionLimits limits) {
    Map<InetAddress, Integer> ofAddresses = resolved(limits.ofAddresses());
    synchronized (this) {
      maxConnections = limits.maxConnections();
      maxPerAddress = limits.maxPerAddress();
      maxOfAddresses = ofAddresses;
    }
  }

  private static Map<InetAddress, Integer> resolved(Map<String, Integer> byHost) {
    Map<InetAddress, Integer> byAddress = new HashMap<>();
    byHost.forEach((host, max) -> {
      try {
        byAddress.put(InetAddress.getByName(host), max);
      } catch (UnknownHostException unknown) {
        LOGGER.log(
            Level.WARNING, "the connections of {0} are not limited: it has no address", host);
      }
    });
    return byAddress;
  }

  /** Counts one more; if that is not allowed, counts nothing and says why. */
  synchronized Optional<String> enter(InetAddress address) {
    int fromAddress = perAddress.getOrDefault(address, 0);
    if (connections >= maxConnections) {
      return Optional.of("the listener has " + connections + " connections, all that are allowed");
    }
    if (fromAddress >= maxOfAddresses.getOrDefault(address, maxPerAddress)) {
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
