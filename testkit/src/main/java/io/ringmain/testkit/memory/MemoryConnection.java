package io.ringmain.testkit.memory;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One end of a connection. What one end sends waits in the other's inbox until its handler takes
 * it; so what waits there is what is unsent here.
 *
 * <pre>
 *   send ──▶ peer.inbox ──▶ (later, unless paused or short of memory) peer.handler.onFrame
 *   unsentBytes ◀──── bytes in peer.inbox ────▶ 0: handler.onDrained
 * </pre>
 *
 * <p>All but {@link #wake} and {@link #close} on the network's thread.
 */
final class MemoryConnection implements Connection {
  private static final System.Logger LOG = System.getLogger(MemoryConnection.class.getName());

  private final MemoryTransport transport;
  private final String listener;
  private final String peerName;
  private final long id;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final ArrayDeque<byte[]> inbox = new ArrayDeque<>();
  private Optional<MemoryConnection> peer = Optional.empty();
  private Optional<FrameHandler> handler = Optional.empty();
  private long inboxBytes;
  private boolean paused;
  private boolean inCallback;
  private boolean endsAfterInbox;
  private boolean drainedOwed;
  private boolean closed;

  MemoryConnection(MemoryTransport transport, String listener, String peerName) {
    this.transport = transport;
    this.listener = listener;
    this.peerName = peerName;
    this.id = transport.network().newConnectionId();
  }

  void pairWith(MemoryConnection other) {
    peer = Optional.of(other);
  }

  /** Gives the connection its handler; frames follow. */
  void open(Transport.Acceptor acceptor) {
    if (closed) {
      return;
    }
    transport.opened(this);
    guarded(() -> handler = Optional.of(acceptor.accept(this)));
    later(this::handOver);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String peer() {
    return peerName;
  }

  @Override
  public String listener() {
    return listener;
  }

  @Override
  public Optional<Principal> peerPrincipal() {
    return Optional.empty();
  }

  @Override
  public void send(List<FramePart> parts) {
    byte[] content = gather(parts);
    if (closed || peer.isEmpty() || endsAfterInbox) {
      return;
    }
    drainedOwed = true;
    peer.get().receive(content);
  }

  /** Takes the bytes, and closes the slices, whatever happens. */
  private static byte[] gather(List<FramePart> parts) {
    ByteBuffer content = ByteBuffer.allocate(parts.stream().mapToInt(FramePart::sizeBytes).sum());
    for (FramePart part : parts) {
      switch (part) {
        case FramePart.Buffer(ByteBuffer buffer) -> content.put(buffer.duplicate());
        case FramePart.Slice(var slice) -> {
          try (slice) {
            content.put(slice.buffer());
          }
        }
      }
    }
    return content.array();
  }

  private void receive(byte[] content) {
    inbox.add(content);
    inboxBytes += content.length;
    later(this::handOver);
  }

  /** Hands over what has arrived, as long as the handler wants it and memory allows it. */
  void handOver() {
    while (!closed && !paused && !inCallback && handler.isPresent() && !inbox.isEmpty()) {
      byte[] content = inbox.peek();
      if (content.length > transport.maxFrameBytes()) {
        end(
            Optional.of(
                new IOException(
                    "a frame of %d bytes; at most %d are allowed"
                        .formatted(content.length, transport.maxFrameBytes()))));
        return;
      }
      if (!transport.tryHold(content.length)) {
        return;
      }
      inbox.poll();
      inboxBytes -= content.length;
      guarded(() -> handler.get().onFrame(new ReceivedFrame(transport, content)));
    }
    if (inbox.isEmpty()) {
      peer.ifPresent(MemoryConnection::drained);
    }
  }

  private void drained() {
    if (drainedOwed) {
      drainedOwed = false;
      later(() -> handler.ifPresent(told -> guarded(told::onDrained)));
    }
    if (endsAfterInbox) {
      close();
    }
  }

  @Override
  public long unsentBytes() {
    return peer.map(other -> other.inboxBytes).orElse(0L);
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
    later(this::handOver);
  }

  @Override
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      later(() -> {
        woken.set(false);
        handler.ifPresent(told -> guarded(told::onWake));
      });
    }
  }

  @Override
  public void close() {
    later(() -> end(Optional.empty()));
  }

  /** Closes here and now: for a transport that ends. On the network's thread. */
  void closeNow() {
    end(Optional.empty());
  }

  @Override
  public void closeAfterSend() {
    paused = true;
    endsAfterInbox = true;
    if (unsentBytes() == 0) {
      close();
    }
  }

  /** Ends this end, and then the other, after what has arrived there has been handed over. */
  private void end(Optional<Throwable> cause) {
    if (closed) {
      return;
    }
    closed = true;
    inbox.clear();
    inboxBytes = 0;
    transport.closed(this);
    try {
      handler.ifPresent(told -> told.onClosed(cause));
    } catch (RuntimeException failure) {
      LOG.log(WARNING, "a handler failed when " + peerName + " had closed", failure);
    }
    peer.ifPresent(other -> other.later(() -> other.end(Optional.empty())));
  }

  private void later(Runnable task) {
    transport.network().execute(task);
  }

  /** T8: a callback that throws closes its own connection. */
  private void guarded(Runnable callback) {
    if (closed) {
      return;
    }
    inCallback = true;
    try {
      callback.run();
    } catch (RuntimeException failure) {
      LOG.log(WARNING, "closing the connection of " + peerName + ": its handler failed", failure);
      close();
    } finally {
      inCallback = false;
    }
  }

  /** A frame that has arrived. T9, T11: it counts until it is released. */
  private static final class ReceivedFrame implements Frame {
    private final MemoryTransport transport;
    private final ByteBuffer content;
    private final int sizeBytes;
    private final AtomicBoolean released = new AtomicBoolean();

    private ReceivedFrame(MemoryTransport transport, byte[] content) {
      this.transport = transport;
      this.content = ByteBuffer.wrap(content);
      this.sizeBytes = content.length;
    }

    @Override
    public ByteBuffer buffer() {
      return content;
    }

    @Override
    public void release() {
      if (!released.compareAndSet(false, true)) {
        throw new IllegalStateException("a frame was released twice");
      }
      transport.letGo(sizeBytes);
    }
  }
}
