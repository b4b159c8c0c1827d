package io.ringmain.testkit.world;

import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.testkit.simulation.SimulatedProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** One process on a {@link SimulatedNetwork}: its listeners and its ends of connections. */
final class SimulatedTransport implements Transport {
  /** How long a client's operating system tries to reach a machine that does not answer. */
  private static final long CONNECT_TIMEOUT_NS = 2_000_000_000L;

  private static final int NETWORK_THREADS = 2;

  private final SimulatedNetwork network;
  private final SimulatedProcess process;
  private final TransportContext context;
  private final List<Executor> threads = new ArrayList<>();
  private final List<SimulatedListener> listeners = new ArrayList<>();
  private final Set<SimulatedConnection> connections = new LinkedHashSet<>();
  private long heldBytes;
  private boolean closed;
  private boolean counted;

  SimulatedTransport(SimulatedNetwork network, SimulatedProcess process, TransportContext context) {
    this.network = network;
    this.process = process;
    this.context = context;
    for (int i = 0; i < NETWORK_THREADS; i++) {
      threads.add(process.newExecutor("network-" + i));
    }
  }

  SimulatedNetwork network() {
    return network;
  }

  SimulatedProcess process() {
    return process;
  }

  Executor threadOf(long connectionId) {
    return threads.get((int) (connectionId % NETWORK_THREADS));
  }

  int maxFrameBytes() {
    return context.maxFrameBytes();
  }

  @Override
  public BoundListener bind(ListenerConfig config) throws IOException {
    int port = config.port() == 0 ? network.freePort() : config.port();
    SimulatedListener listener = new SimulatedListener(this, config, port);
    network.bind(config.host(), port, listener);
    listeners.add(listener);
    return listener;
  }

  @Override
  public CompletionStage<Connection> connect(
      String host, int port, TlsConfig tls, Acceptor acceptor) {
    CompletableFuture<Connection> connected = new CompletableFuture<>();
    Link there = network.link(process.name(), host);
    Link back = network.link(host, process.name());
    long nowNs = network.scheduler().monotonicNs();
    long delayNs = network.drawDelayNs(there) + network.drawDelayNs(back);
    network
        .scheduler()
        .at(
            nowNs + delayNs,
            () -> {
              if (!process.isAlive()) {
                return;
              }
              SimulatedListener listener = network.listener(host, port);
              if (there.isCut() || back.isCut()) {
                network
                    .scheduler()
                    .at(nowNs + CONNECT_TIMEOUT_NS, () -> fail(connected, host + ": no answer"));
              } else if (listener == null) {
                fail(connected, "nobody listens at " + host + ":" + port);
              } else {
                SimulatedConnection here = pair(listener, host, port);
                threadOf(here.id())
                    .execute(() -> {
                      here.openNow(acceptor);
                      connected.complete(here);
                    });
              }
            });
    return connected;
  }

  private SimulatedConnection pair(SimulatedListener listener, String host, int port) {
    long id = network.newConnectionId();
    SimulatedConnection here = new SimulatedConnection(id, this, "", host + ":" + port, host);
    SimulatedConnection there =
        new SimulatedConnection(
            id,
            listener.transport(),
            listener.name(),
            process.name() + ":" + (10_000 + id),
            process.name());
    here.pairWith(there);
    there.pairWith(here);
    listener.offer(there);
    return here;
  }

  private void fail(CompletableFuture<Connection> connected, String why) {
    threads.getFirst().execute(() -> connected.completeExceptionally(new ConnectException(why)));
  }

  void opened(SimulatedConnection connection) {
    connections.add(connection);
    network.opened(connection);
  }

  void closed(SimulatedConnection connection) {
    connections.remove(connection);
    network.closed(connection);
  }

  int openOf(String listener) {
    int open = 0;
    for (SimulatedConnection connection : connections) {
      if (connection.listener().equals(listener)) {
        open++;
      }
    }
    return open;
  }

  /** T11: a frame is handed over only when it fits, or when nothing else is held. */
  boolean tryHold(int bytes) {
    if (heldBytes > 0 && heldBytes + bytes > context.frameMemoryBytes()) {
      return false;
    }
    heldBytes += bytes;
    return true;
  }

  void letGo(int bytes) {
    boolean wasShort = heldBytes + (64 << 10) > context.frameMemoryBytes();
    heldBytes -= bytes;
    if (counted) {
      network.leaked(-bytes);
    }
    if (wasShort) {
      connections.forEach(SimulatedConnection::lookAgain);
    }
  }

  @Override
  public void close() {
    closed = true;
    listeners.forEach(SimulatedListener::close);
    List.copyOf(connections).forEach(SimulatedConnection::closeNow);
    counted = true;
    network.leaked(heldBytes); // Taken back frame by frame, if they are let go of yet.
  }

  boolean isClosed() {
    return closed;
  }
}
