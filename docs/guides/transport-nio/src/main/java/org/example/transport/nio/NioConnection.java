package org.example.transport.nio;

import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One connection, between its socket and the kernel's handler.
 *
 * <p>On its loop's thread, but for {@link #wake} and {@link #close}, which pass it on to there. The
 * handler's callbacks never nest: {@link #settle} does what they led to when they have returned.
 */
final class NioConnection implements Connection, SelectorLoop.Registered {
  private static final System.Logger LOG = System.getLogger(NioConnection.class.getName());
  private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(1);

  private final Peer peer;
  private final SelectorLoop loop;
  private final SelectionKey key;
  private final SocketChannel channel;
  private final FrameReader reader;
  private final FrameWriter writer = new FrameWriter();
  private final AtomicBoolean wakePending = new AtomicBoolean();
  private final IdleTime idleTime = new IdleTime(System.nanoTime());

  private FrameHandler handler; // null until the acceptor has given one
  private volatile ConnectionState state = ConnectionState.OPEN;
  private boolean paused;
  private boolean inputEnded;
  private boolean owesDrained;
  private long lingeringSinceNs;

  private NioConnection(
      NioTransport transport, SelectorLoop loop, SocketChannel channel, Peer peer) {
    this.peer = peer;
    this.loop = loop;
    this.channel = channel;
    this.reader = transport.newReader(this, loop);
    this.key = loop.register(channel, 0, this);
  }

  /** Serves a channel from now on. On the loop's thread. */
  static NioConnection open(
      NioTransport transport,
      SelectorLoop loop,
      SocketChannel channel,
      Peer peer,
      Transport.Acceptor acceptor) {
    NioConnection connection = new NioConnection(transport, loop, channel, peer);
    connection.call("accept", () -> connection.handler = acceptor.accept(connection));
    connection.settle();
    return connection;
  }

  @Override
  public long id() {
    return peer.id();
  }

  @Override
  public String peer() {
    return peer.address();
  }

  @Override
  public String listener() {
    return peer.listener();
  }

  /** Without TLS nobody proves who they are. */
  @Override
  public Optional<Principal> peerPrincipal() {
    return Optional.empty();
  }

  // What the handler asks for.

  @Override
  public void send(List<FramePart> parts) {
    if (state == ConnectionState.OPEN) {
      writer.send(parts);
      owesDrained = true;
    } else {
      FrameWriter.closeSlices(parts);
    }
  }

  @Override
  public long unsentBytes() {
    return writer.unsentBytes();
  }

  @Override
  public void pauseReading() {
    paused = true;
  }

  /** Called within a callback: {@link #settle} follows, and looks at it. */
  @Override
  public void resumeReading() {
    paused = false;
  }

  @Override
  public void wake() {
    if (wakePending.compareAndSet(false, true)) {
      loop.execute(this::woken);
    }
  }

  private void woken() {
    wakePending.set(false); // Before the callback: whoever wakes from here on wants another one.
    if (isServing()) {
      call("onWake", handler::onWake);
      settle();
    }
  }

  @Override
  public void closeAfterSend() {
    if (state == ConnectionState.OPEN) {
      state = ConnectionState.FINISHING;
    }
  }

  /** Not within the callback that may have asked for it: {@code onClosed} is one as well. */
  @Override
  public void close() {
    if (loop.isCurrent() && state != ConnectionState.CLOSED) {
      state = ConnectionState.CLOSING;
    }
    loop.execute(() -> closed(Optional.empty()));
  }

  private boolean isServing() {
    return state == ConnectionState.OPEN || state == ConnectionState.FINISHING;
  }

  // What the reader asks for.

  /** Whether a frame may be handed over now (T6). */
  boolean takesFrames() {
    return state == ConnectionState.OPEN && !paused;
  }

  void handOver(Frame frame) {
    call("onFrame", () -> handler.onFrame(frame));
  }

  /** The peer breaks the rules. */
  void refuse(String reason) {
    LOG.log(Level.WARNING, "closing connection from {0}: {1}", peer.address(), reason);
    closed(Optional.of(new IOException(reason)));
  }

  // What the loop asks for.

  @Override
  public void ready() {
    try {
      if (state == ConnectionState.LINGERING) {
        inputEnded = channel.read(ByteBuffer.allocate(8 << 10)) < 0;
      } else if (key.isReadable()) {
        inputEnded = !reader.read(channel);
      }
    } catch (IOException e) {
      failed(e);
    }
    settle();
  }

  /** Sends what callbacks left to send, and sees what is next. Never within a callback. */
  void settle() {
    try {
      if (isServing()) {
        writer.flush(channel);
        tellDrained();
      }
      if (state == ConnectionState.FINISHING && writer.unsentBytes() == 0) {
        linger();
      }
      if (inputEnded) {
        closed(Optional.empty());
      }
      if (state != ConnectionState.CLOSED) {
        key.interestOps(interest());
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  /** T12. The callback may send more: that is for the next turn, so that others have theirs. */
  private void tellDrained() {
    if (owesDrained && writer.unsentBytes() == 0) {
      owesDrained = false;
      call("onDrained", handler::onDrained);
      if (owesDrained) {
        loop.execute(this::settle);
      }
    }
  }

  /** T13. To close with input unread would reset the connection, and the peer lose our last. */
  private void linger() throws IOException {
    channel.shutdownOutput();
    state = ConnectionState.LINGERING;
    lingeringSinceNs = System.nanoTime();
  }

  private int interest() {
    int reading =
        state == ConnectionState.LINGERING || reader.wantsBytes() ? SelectionKey.OP_READ : 0;
    int writing = writer.unsentBytes() > 0 ? SelectionKey.OP_WRITE : 0;
    return reading | writing;
  }

  @Override
  public void tick(long nowNs) {
    idleTime.look(nowNs, reader.receivedBytes() + writer.sentBytes());
    if (state == ConnectionState.LINGERING && nowNs - lingeringSinceNs > LINGER_NS) {
      closed(Optional.empty());
    } else if (reader.isStalled(nowNs, paused && writer.unsentBytes() == 0)) {
      refuse("stands still while others wait for memory");
    } else if (state == ConnectionState.OPEN && idleTime.hasPassed(peer.idleTimeoutMs())) {
      call("isBusy", this::closeUnlessBusy);
    }
  }

  private void closeUnlessBusy() {
    if (handler.isBusy()) {
      idleTime.beginAnew();
    } else {
      close();
    }
  }

  @Override
  public void end() {
    closed(Optional.empty());
  }

  /** The network's fault, such as a reset; of no interest when we were about to close. */
  private void failed(IOException e) {
    closed(state == ConnectionState.OPEN ? Optional.of(e) : Optional.empty());
  }

  /** T8. What a callback throws ends its own connection, and no other. */
  private void call(String callback, Runnable body) {
    try {
      body.run();
    } catch (Throwable thrown) {
      LOG.log(
          Level.ERROR,
          "closing connection from " + peer.address() + ": its handler threw in " + callback,
          thrown);
      closed(Optional.of(thrown));
    }
  }

  /** Closes, and tells the handler, once (T10). */
  private void closed(Optional<Throwable> cause) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    state = ConnectionState.CLOSED;
    reader.close();
    writer.close();
    NioTransport.closeQuietly(channel);
    peer.onClosed().run();
    if (handler != null) {
      call("onClosed", () -> handler.onClosed(cause));
    }
  }

  boolean isClosed() {
    return state == ConnectionState.CLOSED;
  }
}
