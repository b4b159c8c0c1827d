package org.example.transport.nio;

import io.ringmain.spi.transport.ConnectionLimits;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/** Counts a listener's connections against its limits (T14), which may change (T15). Any thread. */
final class ConnectionCounts {
  private static final System.Logger LOG = System.getLogger(ConnectionCounts.class.getName());

  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private Map<InetAddress, Integer> maxOfAddresses = Map.of();
  private int connections;
  private int maxConnections;
  private int maxPerAddress;

  ConnectionCounts(int maxConnections, int maxPerAddress) {
    this.maxConnections = maxConnections;
    this.maxPerAddress = maxPerAddress;
  }

  /** Looks names up before it changes anything, so that no connection waits for that. */
  void limit(ConnectionLimits limits) {
    Map<InetAddress, Integer> resolved = new HashMap<>();
    limits
        .ofAddresses()
        .forEach((host, max) -> {
          try {
            resolved.put(InetAddress.getByName(host), max);
          } catch (UnknownHostException e) {
            LOG.log(Level.WARNING, "the connections of {0} are not limited: no address", host);
          }
        });
    synchronized (this) {
      maxConnections = limits.maxConnections();
      maxPerAddress = limits.maxPerAddress();
      maxOfAddresses = resolved;
    }
  }

  /** Counts one more, or returns false if that is not allowed. */
  synchronized boolean enter(InetAddress address) {
    int fromAddress = byAddress.getOrDefault(address, 0);
    if (connections >= maxConnections
        || fromAddress >= maxOfAddresses.getOrDefault(address, maxPerAddress)) {
      return false;
    }
    connections++;
    byAddress.put(address, fromAddress + 1);
    return true;
  }

  synchronized void leave(InetAddress address) {
    connections--;
    byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
  }
}
