package io.ringmain.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.NetUtil;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.FramePart;
import io.ringmain.spi.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * One connection: between Netty's channel and the kernel's handler.
 *
 * <p>Everything runs on the channel's event loop, but {@link #wake} and {@link #close}, which pass
 * it on to there. The handler's callbacks never nest: what is sent is flushed after a callback has
 * returned, once for all frames of a read.
 *
 * <pre>
 *   registered ─(TLS handshake)─▶ OPEN ──closeAfterSend──▶ LINGERING ──all taken, peer done──▶ CLOSED
 *                                  └──────close, failure, peer closes──────────────────────────▶┘
 * </pre>
 */
final class NettyConnection extends ChannelInboundHandlerAdapter implements Connection {
  private static final System.Logger LOGGER = System.getLogger(NettyConnection.class.getName());

  /** How long the rest of what a peer sends is read and dropped, so that it can read our last. */
  private static final long LINGER_MS = 1_000;

  /** A peer's garbage may be quoted in what was wrong with it. */
  private static final int LOGGED_CHARACTERS = 200;

  private static final VarHandle WAKE_PENDING;

  static {
    try {
      WAKE_PENDING =
          MethodHandles.lookup().findVarHandle(NettyConnection.class, "wakePending", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final NettyTransport transport;
  private final Channel channel;
  private final long id;
  private final String listener;
  private final String peer;
  private final long idleTimeoutMs;
  private final Transport.Acceptor acceptor;
  private final FrameReader reader;

  /** Completed when the handler is there, or the connection failed before. */
  private final CompletableFuture<Connection> opened = new CompletableFuture<>();

  /** Completed after the handler has been told of the close. */
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  private FrameWriter writer;
  private FrameHandler handler;
  private boolean handshaking;
  private boolean paused;
  private boolean closing;
  private boolean lingering;
  private boolean droppingInput;
  private boolean inputEnded;
  private boolean watchingReader;
  private boolean closedTold;
  private Throwable cause;
  private long lastActivityNs;

  @SuppressWarnings("unused") // through WAKE_PENDING
  private volatile boolean wakePending;

  NettyConnection(
      NettyTransport transport,
      Channel channel,
      InetSocketAddress peer,
      String listener,
      long idleTimeoutMs,
      boolean encrypted,
      Transport.Acceptor acceptor) {
    this.transport = transport;
    this.channel = channel;
    this.id = transport.nextConnectionId();
    this.listener = listener;
    this.peer = NetUtil.toSocketAddressString(peer);
    this.idleTimeoutMs = idleTimeoutMs;
    this.acceptor = acceptor;
    this.reader =
        new FrameReader(
            this,
            transport.frameMemory(),
            transport.allocator(),
            channel.eventLoop(),
            transport.maxFrameBytes(),
            encrypted);
    channel.config().setRecvByteBufAllocator(reader.buffers());
  }

  CompletableFuture<Connection> opened() {
    return opened;
  }

  CompletableFuture<Void> gone() {
    return gone;
  }

  // The kernel's side.

  @Override
  public long id() {
    return id;
  }

  @Override
  public String peer() {
    return peer;
  }

  @Override
  public String listener() {
    return listener;
  }

  @Override
  public Optional<Principal> peerPrincipal() {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(tls.engine().getSession().getPeerPrincipal());
    } catch (SSLPeerUnverifiedException anonymous) {
      return Optional.empty();
    }
  }

  @Override
  public void send(List<FramePart> parts) {
    if (closing || closedTold) {
      FrameWriter.closeSlices(parts, 0);
      return;
    }
    writer.send(parts);
  }

  @Override
  public long unsentBytes() {
    return closedTold ? 0 : writer.unsentBytes();
  }

  @Override
  public void pauseReading() {
    paused = true;
    updateReading();
    if (writer.unsentBytes() > 0 && !watchingReader) {
      watchingReader = true;
      watchReader(-1);
    }
  }

  /**
   * A peer that does not read keeps its next request waiting, and with it the request's memory.
   * That is its own affair until others have none left: then it is closed, if nothing has moved
   * since the last look.
   */
  private void watchReader(long unsentBefore) {
    long unsentBytes = writer.unsentOfAll();
    if (closing || closedTold || !paused || unsentBytes == 0) {
      watchingReader = false;
    } else if (unsentBytes == unsentBefore && transport.frameMemory().anyoneWaits()) {
      fail(
          new IOException(
              "%d bytes of responses not read while others waited for memory"
                  .formatted(unsentBytes)));
    } else {
      later(() -> watchReader(unsentBytes), transport.frameMemory().stallTimeoutMs());
    }
  }

  @Override
  public void resumeReading() {
    if (!paused) {
      return;
    }
    paused = false;
    if (!reader.isCutting()) {
      channel.eventLoop().execute(this::goOn);
    }
  }

  @Override
  public void wake() {
    if (!(boolean) WAKE_PENDING.getAndSet(this, true)) {
      onLoop(this::woken);
    }
  }

  @Override
  public void close() {
    if (channel.eventLoop().inEventLoop()) {
      closing = true;
      writer.close();
      closeChannel();
    } else {
      onLoop(this::close);
    }
  }

  @Override
  public void closeAfterSend() {
    if (closing || closedTold) {
      return;
    }
    closing = true;
    lingering = true;
    updateReading();
    channel.eventLoop().execute(this::lingerIfSent);
  }

  // The reader's and writer's side.

  /** Whether a frame may be handed over now. */
  boolean takesFrames() {
    return !paused && !closing && handler != null;
  }

  boolean isOn(EventLoop loop) {
    return channel.isRegistered() && channel.eventLoop().equals(loop);
  }

  boolean isReading() {
    return channel.config().isAutoRead();
  }

  void waitsForMemory() {
    transport.lookForStalledFrames();
  }

  /** Any thread. */
  void closeIfStalled() {
    onLoop(reader::closeIfStalled);
  }

  /** Reads from the socket exactly while what comes can be used. */
  void updateReading() {
    if (!channel.isOpen()) {
      return;
    }
    boolean reads =
        droppingInput || (handshaking && !closing) || (takesFrames() && reader.wantsBytes());
    if (reads != channel.config().isAutoRead()) {
      channel.config().setAutoRead(reads);
    }
  }

  void handOver(Frame frame) {
    try {
      handler.onFrame(frame);
    } catch (Throwable thrown) {
      handlerThrew("onFrame", thrown);
    }
  }

  /** After reading could go on: hands over what had to wait. */
  void goOn() {
    if (closedTold || closing) {
      return;
    }
    reader.goOn();
    afterReading();
  }

  /** Everything sent has been taken by the operating system. */
  void drained() {
    if (closing) {
      lingerIfSent();
      return;
    }
    try {
      handler.onDrained();
    } catch (Throwable thrown) {
      handlerThrew("onDrained", thrown);
    }
    if (writer.unsentBytes() > 0) {
      // Not at once: a peer that reads as fast as we send must not keep the loop to itself.
      channel.eventLoop().execute(this::flush);
    }
  }

  void touched() {
    lastActivityNs = System.nanoTime();
  }

  void sendFailed(Throwable why) {
    if (cause == null && !closing) {
      cause = why;
    }
    close();
  }

  /** Closes because of something that the peer did wrong. */
  void fail(Throwable why) {
    if (closedTold || closing) {
      return;
    }
    cause = why;
    String said = String.valueOf(why.getMessage());
    LOGGER.log(
        Level.WARNING,
        "closing connection from {0}: {1}",
        peer,
        said.substring(0, Math.min(said.length(), LOGGED_CHARACTERS)));
    close();
  }

  private void handlerThrew(String callback, Throwable thrown) {
    LOGGER.log(
        Level.ERROR,
        "closing connection from " + peer + ": its handler threw in " + callback,
        thrown);
    if (cause == null) {
      cause = thrown;
    }
    close();
  }

  // Netty's side.

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    writer =
        new FrameWriter(
            this, context, transport.allocator(), transport.sendsFileRegions() && !isEncrypted());
    touched();
    transport.opened(this);
  }

  private boolean isEncrypted() {
    return channel.pipeline().get(SslHandler.class) != null;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    handshaking = isEncrypted();
    if (handshaking) {
      updateReading();
    } else {
      open();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        open();
      } else {
        fail(handshake.cause());
      }
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      closeIfInputUsed();
    }
  }

  private void open() {
    handshaking = false;
    if (closing) {
      return;
    }
    try {
      handler = acceptor.accept(this);
    } catch (Throwable thrown) {
      handlerThrew("accept", thrown);
      return;
    }
    opened.complete(this);
    scheduleIdleCheck(idleTimeoutMs);
    updateReading();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (closing) {
      ((ByteBuf) message).release();
    } else {
      reader.received((ByteBuf) message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    touched();
    afterReading();
  }

  private void afterReading() {
    updateReading();
    writer.flush();
    closeIfInputUsed();
  }

  /** The peer sends no more: once all it sent has been handed over, that is the end. */
  private void closeIfInputUsed() {
    if (inputEnded && (closing || !reader.holdsBytes())) {
      endLinger();
    }
  }

  private void woken() {
    wakePending = false;
    if (handler == null || closing || closedTold) {
      return;
    }
    try {
      handler.onWake();
    } catch (Throwable thrown) {
      handlerThrew("onWake", thrown);
    }
    writer.flush();
  }

  private void flush() {
    writer.flush();
  }

  /** Says that nothing more will come, and drops what the peer still sends for a moment. */
  private void lingerIfSent() {
    if (closedTold || !lingering) {
      return;
    }
    writer.flush();
    if (writer.unsentBytes() > 0) {
      return;
    }
    lingering = false;
    if (inputEnded || !(channel instanceof DuplexChannel duplex)) {
      closeChannel();
      return;
    }
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      linger(duplex);
    } else {
      var _ = tls.closeOutbound().addListener(_ -> linger(duplex));
    }
  }

  /**
   * Closing with unread input would reset the connection, and the peer might lose our last frame.
   * Over TLS there may always be some: tickets for the peer's next session.
   */
  private void linger(DuplexChannel duplex) {
    var _ = duplex.shutdownOutput();
    droppingInput = true;
    updateReading();
    later(this::endLinger, LINGER_MS);
  }

  private void endLinger() {
    droppingInput = false;
    closeChannel();
  }

  /**
   * Closes, but not in the middle of a read: what io_uring begins to read or to poll after a close
   * keeps the socket open, and the peer waiting.
   */
  private void closeChannel() {
    channel.config().setAutoRead(false);
    onLoop(() -> {
      var _ = channel.close();
    });
  }

  private void onLoop(Runnable task) {
    try {
      channel.eventLoop().execute(task);
    } catch (RejectedExecutionException closed) {
      // The transport is closed, and this connection with it.
    }
  }

  private void later(Runnable task, long delayMs) {
    var _ = channel.eventLoop().schedule(task, delayMs, TimeUnit.MILLISECONDS);
  }

  private void scheduleIdleCheck(long delayMs) {
    if (idleTimeoutMs >= 0) {
      later(this::checkIdle, delayMs);
    }
  }

  private void checkIdle() {
    if (closedTold) {
      return;
    }
    long idleMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastActivityNs);
    if (idleMs < idleTimeoutMs) {
      scheduleIdleCheck(idleTimeoutMs - idleMs);
    } else if (handler.isBusy()) {
      scheduleIdleCheck(idleTimeoutMs);
    } else {
      closeChannel();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
    // The peer is gone, or speaks no TLS.
    if (cause == null && !closing) {
      cause = thrown;
    }
    close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closing = true;
    reader.close();
    writer.close();
    if (closedTold) {
      return;
    }
    closedTold = true;
    opened.completeExceptionally(cause != null ? cause : new ClosedChannelException());
    if (handler != null) {
      try {
        handler.onClosed(Optional.ofNullable(cause));
      } catch (Throwable thrown) {
        LOGGER.log(Level.ERROR, "the handler of " + peer + " threw in onClosed", thrown);
      }
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    transport.closed(this);
    gone.complete(null);
  }
}
