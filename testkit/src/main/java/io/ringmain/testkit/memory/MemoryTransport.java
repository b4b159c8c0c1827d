package io.ringmain.testkit.memory;

import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.ListenerConfig;
import io.ringmain.spi.transport.TlsConfig;
import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One participant of a {@link MemoryNetwork}: its listeners, its ends of connections, and its bound
 * on the memory of received frames (T11).
 *
 * <p>Without TLS and without idle timeouts: what is asked for of the former is refused, the latter
 * do not happen.
 */
final class MemoryTransport implements Transport {
  private final MemoryNetwork network;
  private final TransportContext context;
  private final List<MemoryListener> listeners = new CopyOnWriteArrayList<>();
  private final Set<MemoryConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong heldBytes = new AtomicLong();
  private volatile boolean closed;

  MemoryTransport(MemoryNetwork network, TransportContext context) {
    this.network = network;
    this.context = context;
  }

  MemoryNetwork network() {
    return network;
  }

  int maxFrameBytes() {
    return context.maxFrameBytes();
  }

  @Override
  public BoundListener bind(ListenerConfig config) throws IOException {
    refuseTls(config.tls());
    if (closed) {
      throw new IOException("the transport is closed");
    }
    MemoryListener listener = new MemoryListener(this, config);
    listeners.add(listener);
    return listener;
  }

  @Override
  public CompletionStage<Connection> connect(
      String host, int port, TlsConfig tls, Acceptor acceptor) {
    refuseTls(tls);
    CompletableFuture<Connection> connected = new CompletableFuture<>();
    network.execute(() -> {
      try {
        connected.complete(connect(host, port, acceptor));
      } catch (IOException refused) {
        connected.completeExceptionally(refused);
      }
    });
    return connected;
  }

  /** On the network's thread. */
  private Connection connect(String host, int port, Acceptor acceptor) throws IOException {
    if (closed) {
      throw new IOException("the transport is closed");
    }
    MemoryListener listener = network.listener(host, port);
    MemoryConnection here = new MemoryConnection(this, "", host + ":" + port);
    MemoryConnection there =
        new MemoryConnection(listener.transport(), listener.name(), "memory:" + here.id());
    here.pairWith(there);
    there.pairWith(here);
    here.open(acceptor);
    listener.offer(there);
    return here;
  }

  private static void refuseTls(TlsConfig tls) {
    if (tls.enabled()) {
      throw new IllegalArgumentException("the in-memory transport has no TLS");
    }
  }

  void opened(MemoryConnection connection) {
    connections.add(connection);
  }

  void closed(MemoryConnection connection) {
    connections.remove(connection);
  }

  long openOf(MemoryListener listener) {
    return connections.stream().filter(one -> one.listener().equals(listener.name())).count();
  }

  /** T11: a frame is handed over only when it fits, or when nothing else is held. */
  boolean tryHold(int bytes) {
    long held = heldBytes.get();
    if (held > 0 && held + bytes > context.frameMemoryBytes()) {
      return false;
    }
    heldBytes.addAndGet(bytes);
    return true;
  }

  void letGo(int bytes) {
    heldBytes.addAndGet(-bytes);
    network.execute(() -> List.copyOf(connections).forEach(MemoryConnection::handOver));
  }

  @Override
  public void close() {
    closed = true;
    listeners.forEach(MemoryListener::close);
    network.runAndWait(() -> List.copyOf(connections).forEach(MemoryConnection::closeNow));
  }
}
