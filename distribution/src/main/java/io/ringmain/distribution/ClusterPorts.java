package io.ringmain.distribution;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.Listener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Ports of the processes of a cluster, looked at before any of them starts. Between the look and
 * the start another process may take one; then the process that wanted it says so.
 */
final class ClusterPorts {
  /** Below those that systems hand out by themselves, to the clients of the very same machine. */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;

  private ClusterPorts() {}

  /** So many ports on loopback that nobody has. */
  static List<Integer> free(int count) throws IOException {
    List<Integer> ports = new ArrayList<>();
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    // Those who start at the same time begin to look elsewhere.
    int span = LAST - FIRST;
    int begin = (int) (ProcessHandle.current().pid() * 37 % span);
    for (int step = 0; step < span && ports.size() < count; step++) {
      int port = FIRST + (begin + step) % span;
      if (isFree(new InetSocketAddress(loopback.getAddress(), port))) {
        ports.add(port);
      }
    }
    if (ports.size() < count) {
      throw new IOException("no " + count + " ports are free from " + FIRST + " to " + LAST);
    }
    return ports;
  }

  /**
   * Looks whether a broker can have its ports.
   *
   * @throws IOException naming the address that is in use
   */
  static void check(String broker, BrokerConfig config) throws IOException {
    for (Listener listener : config.listeners()) {
      InetSocketAddress address =
          listener.host().isEmpty()
              ? new InetSocketAddress(listener.port())
              : new InetSocketAddress(listener.host(), listener.port());
      if (address.isUnresolved()) {
        throw new IOException(broker + ": " + listener + ": the host is not known");
      }
      if (listener.port() != 0 && !isFree(address)) {
        throw new IOException(
            broker + ": " + listener + ": the port is in use, or not ours to take");
      }
    }
  }

  private static boolean isFree(InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      // What the broker's own sockets do: connections that linger are no hindrance.
      socket.setReuseAddress(true);
      socket.bind(address);
      return true;
    } catch (BindException taken) {
      return false;
    }
  }
}
