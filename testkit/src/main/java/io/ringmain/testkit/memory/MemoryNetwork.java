package io.ringmain.testkit.memory;

import io.ringmain.spi.transport.TransportProvider;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network inside the process: whoever opens a transport of it reaches every listener of it.
 *
 * <pre>
 *   client ── Transport ──┐                  ┌── Transport ── broker 1, port 9092
 *                         ├── MemoryNetwork ─┤
 *   client ── Transport ──┘   (one thread)   └── Transport ── broker 2, port 9093
 * </pre>
 *
 * <p>Every callback of every connection runs on one thread: the network's own, or, in a simulation,
 * the only one that there is. Ports belong to the network as a whole, so host names do not matter.
 */
public final class MemoryNetwork implements AutoCloseable {
  private static final int FIRST_FREE_PORT = 40_000;

  private final MemoryThread thread;
  private final Map<Integer, MemoryListener> listeners = new ConcurrentHashMap<>();
  private final AtomicInteger nextPort = new AtomicInteger(FIRST_FREE_PORT);
  private final AtomicLong nextConnectionId = new AtomicLong(1);

  /** A network with a thread of its own, which ends when it is closed. */
  public MemoryNetwork() {
    this.thread = MemoryThread.started("memory-network");
  }

  /**
   * A network of a simulation, without a thread of its own.
   *
   * @param simulated runs tasks one at a time and in order, later, on the thread that everything
   *     else in the simulation runs on
   */
  public MemoryNetwork(Executor simulated) {
    this.thread = MemoryThread.simulated(simulated);
  }

  /** The plugin {@code memory}: every transport that it opens is on this network. */
  public TransportProvider provider() {
    return new MemoryTransportProvider(this);
  }

  /** Ends the thread. Transports still open fall silent, so close them first. */
  @Override
  public void close() {
    thread.close();
  }

  void execute(Runnable task) {
    thread.execute(task);
  }

  void runAndWait(Runnable task) {
    thread.runAndWait(task);
  }

  long newConnectionId() {
    return nextConnectionId.getAndIncrement();
  }

  int bind(int port, MemoryListener listener) throws IOException {
    int bound = port;
    if (port == 0) {
      do {
        bound = nextPort.getAndIncrement();
      } while (listeners.putIfAbsent(bound, listener) != null);
    } else if (listeners.putIfAbsent(port, listener) != null) {
      throw new BindException("port " + port + " of the in-memory network is in use");
    }
    return bound;
  }

  void unbind(int port, MemoryListener listener) {
    listeners.remove(port, listener);
  }

  MemoryListener listener(String host, int port) throws ConnectException {
    MemoryListener listener = listeners.get(port);
    if (listener == null) {
      throw new ConnectException("nobody listens at " + host + ":" + port);
    }
    return listener;
  }
}
