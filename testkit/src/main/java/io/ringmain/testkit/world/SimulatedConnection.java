package io.ringmain.testkit.world;

import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.Transport;
import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import io.ringmain.testkit.simulation.Trace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * One end of a connection between two machines.
 *
 * <pre>
 *   send ──▶ link: takes time, may be cut ──▶ peer.inbox ──▶ (peer's thread) peer.handler.onFrame
 *   unsentBytes ◀──────────── bytes not yet handed over there ───────────▶ 0: handler.onDrained
 * </pre>
 *
 * <p>A frame either arrives whole or never: what a reset in the midst of one leaves over, the
 * transports of the real world throw away as well, before a handler sees it.
 */
final class SimulatedConnection implements Connection {
  private static final System.Logger LOG = System.getLogger(SimulatedConnection.class.getName());

  private final long id;
  private final SimulatedTransport transport;
  private final String listener;
  private final String peerName;
  private final String peerMachine;
  private final Link out;
  private final byte[] traced;
  private final ArrayDeque<byte[]> inbox = new ArrayDeque<>();

  // What happens again and again, made once.
  private final Runnable handOver = this::handOver;
  private final Runnable callOnWake = this::callOnWake;
  private final Runnable callOnDrained = this::callOnDrained;

  private SimulatedConnection peer;
  private Optional<FrameHandler> handler = Optional.empty();
  private long arrivesNs;
  private long unsentBytes;
  private boolean paused;
  private boolean woken;
  private boolean handingOver;
  private boolean inCallback;
  private boolean endsAfterSend;
  private boolean closed;

  SimulatedConnection(
      long id, SimulatedTransport transport, String listener, String peerName, String machine) {
    this.id = id;
    this.transport = transport;
    this.listener = listener;
    this.peerName = peerName;
    this.peerMachine = machine;
    this.out = transport.network().link(transport.process().name(), machine);
    this.traced = Trace.word("network " + out.name);
  }

  void pairWith(SimulatedConnection other) {
    peer = other;
  }

  SimulatedProcess process() {
    return transport.process();
  }

  boolean isBetween(String one, String other) {
    String here = process().name();
    return (here.equals(one) && peerMachine.equals(other))
        || (here.equals(other) && peerMachine.equals(one));
  }

  /** Gives the connection its handler, on its own thread. */
  void open(Transport.Acceptor acceptor) {
    later(() -> openNow(acceptor));
  }

  /** The same, on its own thread already. */
  void openNow(Transport.Acceptor acceptor) {
    if (closed || transport.isClosed()) {
      closeNow();
      return;
    }
    transport.opened(this);
    guarded(() -> handler = Optional.of(acceptor.accept(this)));
    lookAgain();
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
    if (!closed && !endsAfterSend) {
      unsentBytes += content.length;
      transport
          .network()
          .listener()
          .onSent(process().name(), id, peerMachine, listener.isEmpty(), ByteBuffer.wrap(content));
      carry(content.length, () -> peer.arrived(content));
    }
  }

  /** Takes the bytes, and closes the slices, whatever happens. */
  private static byte[] gather(List<FramePart> parts) {
    int size = 0;
    for (FramePart part : parts) {
      size += part.sizeBytes();
    }
    ByteBuffer content = ByteBuffer.allocate(size);
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

  /** Lets something reach the other end, after all that was sent before. */
  private void carry(int bytes, Runnable delivery) {
    if (out.isCut()) {
      out.hold(() -> carry(bytes, delivery));
      return;
    }
    SimulatedScheduler scheduler = transport.network().scheduler();
    long nowNs = scheduler.monotonicNs();
    arrivesNs = Math.max(arrivesNs + 1, nowNs + transport.network().drawDelayNs(out));
    scheduler.at(
        arrivesNs,
        () -> {
          if (out.isCut()) {
            out.hold(() -> carry(bytes, delivery));
          } else {
            scheduler.note(traced, id, bytes);
            delivery.run();
          }
        });
  }

  private void arrived(byte[] content) {
    if (!process().isAlive()) {
      if (transport.network().isUp(process().name())) {
        peer.resetByNetwork(); // It is up again, knows nothing of the connection, and says so.
      }
      return;
    }
    if (closed) {
      return;
    }
    inbox.add(content);
    lookAgain();
  }

  /** Has the inbox looked into, on the connection's thread. */
  void lookAgain() {
    if (!handingOver && !inbox.isEmpty()) {
      handingOver = true;
      later(handOver);
    }
  }

  private void handOver() {
    handingOver = false;
    while (!closed && !paused && handler.isPresent() && !inbox.isEmpty()) {
      byte[] content = inbox.peek();
      if (content.length > transport.maxFrameBytes()) {
        end(Optional.of(new IOException("a frame of " + content.length + " bytes is too large")));
        return;
      }
      if (!transport.tryHold(content.length)) {
        return;
      }
      inbox.poll();
      peer.handedOver(content.length);
      guarded(() -> handler.get().onFrame(new ReceivedFrame(transport, content)));
    }
  }

  /** The other end has taken a frame. */
  private void handedOver(int bytes) {
    unsentBytes -= bytes;
    if (unsentBytes == 0 && !closed) {
      if (endsAfterSend) {
        close();
      } else {
        later(callOnDrained);
      }
    }
  }

  private void callOnDrained() {
    if (handler.isPresent()) {
      guarded(handler.get()::onDrained);
    }
  }

  @Override
  public long unsentBytes() {
    return unsentBytes;
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  @Override
  public void resumeReading() {
    paused = false;
    lookAgain();
  }

  @Override
  public void wake() {
    if (!woken) {
      woken = true;
      later(callOnWake);
    }
  }

  private void callOnWake() {
    woken = false;
    if (handler.isPresent()) {
      guarded(handler.get()::onWake);
    }
  }

  @Override
  public void close() {
    later(() -> end(Optional.empty()));
  }

  /** Closes here and now: for a transport that ends. */
  void closeNow() {
    end(Optional.empty());
  }

  @Override
  public void closeAfterSend() {
    paused = true;
    endsAfterSend = true;
    if (unsentBytes == 0) {
      close();
    }
  }

  /** Both ends end, and whatever is on its way never arrives. */
  void resetByNetwork() {
    IOException reset = new IOException("connection reset");
    later(() -> end(Optional.of(reset)));
    peer.later(() -> peer.end(Optional.of(reset)));
  }

  /** This end has died with its process; the other hears of it, if the link is whole. */
  void resetByDeath() {
    closed = true;
    carry(0, () -> peer.later(() -> peer.end(Optional.of(new IOException("connection reset")))));
  }

  /** Ends this end, and, after what has been sent has arrived there, the other. */
  private void end(Optional<Throwable> cause) {
    if (closed) {
      return;
    }
    closed = true;
    inbox.clear();
    transport.closed(this);
    try {
      handler.ifPresent(told -> told.onClosed(cause));
    } catch (RuntimeException failure) {
      LOG.log(System.Logger.Level.WARNING, "a handler failed when closed", failure);
    }
    carry(0, () -> peer.later(() -> peer.end(Optional.empty())));
  }

  private void later(Runnable task) {
    transport.threadOf(id).execute(task);
  }

  /** T8: a callback that throws closes its own connection. */
  private void guarded(Runnable callback) {
    if (closed) {
      return;
    }
    if (inCallback) {
      throw new IllegalStateException("T8: a callback within a callback");
    }
    inCallback = true;
    try {
      callback.run();
    } catch (RuntimeException failure) {
      LOG.log(System.Logger.Level.WARNING, peerName + ": a handler failed", failure);
      close();
    } finally {
      inCallback = false;
    }
  }

  /** A frame that has arrived. T9, T11: it counts until it is released. */
  private static final class ReceivedFrame implements Frame {
    private final SimulatedTransport transport;
    private final ByteBuffer content;
    private boolean released;

    private ReceivedFrame(SimulatedTransport transport, byte[] content) {
      this.transport = transport;
      this.content = ByteBuffer.wrap(content);
    }

    @Override
    public ByteBuffer buffer() {
      return content;
    }

    @Override
    public void release() {
      if (released) {
        throw new IllegalStateException("a frame was released twice");
      }
      released = true;
      transport.letGo(content.capacity());
    }
  }
}
