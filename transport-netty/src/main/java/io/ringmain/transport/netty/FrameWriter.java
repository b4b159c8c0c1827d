package io.ringmain.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelPromise;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.transport.FramePart;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Sends a connection's frames: gathers the copied bytes of one callback, sends log slices from
 * where they lie.
 *
 * <p>Called by its connection on its event loop.
 *
 * <pre>
 *   send: | length | header | slice ≥ 16 KiB | length | header | records |
 *         └── gathered ─────┴─ as it lies ───┴── gathered ───────────────┘   one flush per callback
 * </pre>
 *
 * <p>A slice is written from its mapped memory, together with what is gathered around it, or sent
 * from its file by {@code sendfile}: the setting {@code slices} says which.
 *
 * <p>Hot path: a gathered buffer from the pool and one small promise per flush, nothing per frame.
 */
final class FrameWriter implements ChannelFutureListener {
  /** A slice shorter than this costs less to copy than to send by a system call of its own. */
  static final int COPIED_SLICE_BYTES = 16 << 10;

  /** A gathered buffer is passed on when it reaches this size. */
  private static final int GATHERED_BYTES = 128 << 10;

  private static final int FIRST_GATHERED_BYTES = 1 << 10;

  private final NettyConnection connection;
  private final ChannelHandlerContext context;
  private final ByteBufAllocator allocator;
  private final boolean sendsFileRegions;

  private ByteBuf gathered;
  private long unsentBytes;
  private boolean drainedDue;
  private boolean flushing;
  private boolean closed;

  FrameWriter(
      NettyConnection connection,
      ChannelHandlerContext context,
      ByteBufAllocator allocator,
      boolean sendsFileRegions) {
    this.connection = connection;
    this.context = context;
    this.allocator = allocator;
    this.sendsFileRegions = sendsFileRegions;
  }

  long unsentBytes() {
    return unsentBytes;
  }

  /** The same to the byte. */
  long unsentOfAll() {
    ChannelOutboundBuffer passed = context.channel().unsafe().outboundBuffer();
    return passed == null ? unsentBytes : unsentBytes - passed.currentProgress();
  }

  /** Adds a frame. Every slice is closed, now or once it is sent or can no longer be. */
  void send(List<FramePart> parts) {
    int taken = 0;
    try {
      long bytes = 0;
      for (int i = 0; i < parts.size(); i++) {
        bytes += parts.get(i).sizeBytes();
      }
      if (bytes > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "a frame of " + bytes + " bytes cannot be sent; allowed: at most " + Integer.MAX_VALUE);
      }
      unsentBytes += Integer.BYTES + bytes;
      room(Integer.BYTES).writeInt((int) bytes);
      while (taken < parts.size()) {
        switch (parts.get(taken++)) {
          case FramePart.Buffer part -> append(part.buffer());
          case FramePart.Slice part -> append(part.slice());
        }
      }
    } finally {
      // Only if something was thrown: the connection is then closed, for half a frame is in it.
      closeSlices(parts, taken);
    }
  }

  static void closeSlices(List<FramePart> parts, int from) {
    for (int i = from; i < parts.size(); i++) {
      if (parts.get(i) instanceof FramePart.Slice part) {
        part.slice().close();
      }
    }
  }

  private void append(ByteBuffer buffer) {
    room(buffer.remaining()).writeBytes(buffer.duplicate());
  }

  private void append(LogSlice slice) {
    int bytes = slice.sizeBytes();
    if (bytes < COPIED_SLICE_BYTES) {
      try (slice) {
        room(bytes).writeBytes(slice.buffer());
      }
      return;
    }
    passGathered();
    Optional<LogSlice.FileRange> range = Optional.empty();
    ByteBuf mapped = null;
    try {
      if (sendsFileRegions) {
        range = slice.fileRange();
      }
      if (range.isEmpty()) {
        mapped = Unpooled.wrappedBuffer(slice.buffer());
      }
    } catch (RuntimeException | Error e) {
      slice.close();
      throw e;
    }
    if (mapped == null) {
      pass(new SliceRegion(slice, range.get()), new Sent(bytes, null));
    } else {
      pass(mapped, new Sent(bytes, slice));
    }
  }

  /** The gathered buffer with room for some more bytes. */
  private ByteBuf room(int bytes) {
    if (gathered != null && gathered.readableBytes() + bytes > GATHERED_BYTES) {
      passGathered();
    }
    if (gathered == null) {
      gathered = allocator.directBuffer(Math.max(bytes, FIRST_GATHERED_BYTES));
    }
    return gathered;
  }

  private void passGathered() {
    if (gathered != null && gathered.isReadable()) {
      ByteBuf passed = gathered;
      gathered = null;
      pass(passed, new Sent(passed.readableBytes(), null));
    }
  }

  private void pass(Object message, Sent sent) {
    sent.addListener(this);
    var _ = context.write(message, sent);
  }

  /** Gives the operating system what was sent, and tells the handler when it has taken all. */
  void flush() {
    if (flushing || closed) {
      return;
    }
    flushing = true;
    try {
      if (gathered != null) {
        passGathered();
        context.flush();
      } else if (unsentBytes > 0) {
        context.flush();
      }
    } finally {
      flushing = false;
    }
    if (drainedDue) {
      drained();
    }
  }

  private void drained() {
    drainedDue = false;
    if (unsentBytes == 0 && !closed) {
      connection.drained();
    }
  }

  @Override
  public void operationComplete(ChannelFuture future) {
    Sent sent = (Sent) future;
    unsentBytes -= sent.bytes;
    if (sent.slice != null) {
      sent.slice.close();
    }
    if (!future.isSuccess()) {
      connection.sendFailed(future.cause());
    } else {
      connection.touched();
      if (unsentBytes == 0) {
        drainedDue = true;
        if (!flushing) {
          // Netty is in the middle of writing: the handler must not send into that.
          context.executor().execute(this::drainedLater);
        }
      }
    }
  }

  private void drainedLater() {
    if (drainedDue) {
      drained();
    }
  }

  void close() {
    closed = true;
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  /** The promise of one write: how much it was, and the slice that lies behind it. */
  private final class Sent extends DefaultChannelPromise {
    final int bytes;

    /** Closed when the write is over; null if nothing is to be closed. */
    final LogSlice slice;

    Sent(int bytes, LogSlice slice) {
      super(context.channel(), context.executor());
      this.bytes = bytes;
      this.slice = slice;
    }
  }
}
