package io.ringmain.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Cuts what a connection receives into frames.
 *
 * <p>Called by its connection, on the connection's event loop; what it is given to cut has been
 * read into memory that its {@link ReadBuffers} choose.
 *
 * <pre>
 *              4 bytes                 begin                       complete
 *   LENGTH ────────────▶ (memory?) ────────────▶ BODY small ───────────────────▶ handed over
 *                          │   ▲                 BODY in a run ────────────────▶ handed over
 *                          │   │                 BODY large (grows ×4) ────────▶ handed over
 *                     none │   │ granted            │    ▲
 *                          ▼   │              none  ▼    │ granted
 *                         WAITING                 WAITING
 * </pre>
 *
 * <p>Small frames are copied, each into an array of its own length, so a frame that is held for
 * long never holds back more memory than its own. A large frame that begins in a run with room for
 * all of it stays there. Any other has a buffer of its own, and the rest of it is read from the
 * socket straight into that. That buffer starts at {@value #FIRST_STEP_BYTES} bytes (at about the
 * length of the connection's last large frame, up to {@value #TRUSTED_STEP_BYTES}) and grows
 * fourfold only when it is full: a promised length alone takes no memory.
 *
 * <p>T11. Memory is taken from {@link FrameMemory} for each small frame and for each step of a
 * large one. When there is none the connection waits, reading nothing.
 */
final class FrameReader implements FrameMemory.Waiter {
  static final int LENGTH_BYTES = 4;

  /** Frames up to this length are copied into an array. */
  static final int SMALL_FRAME_BYTES = 4 << 10;

  /** What a frame counts at least: its objects take about as much. */
  static final int LEAST_FRAME_BYTES = 256;

  static final int FIRST_STEP_BYTES = 64 << 10;
  static final int TRUSTED_STEP_BYTES = 1 << 20;

  /** What the express frame must advance by in {@link FrameMemory#stallTimeoutMs}. */
  private static final long EXPRESS_STALL_BYTES = 64 << 10;

  private final NettyConnection connection;
  private final FrameMemory memory;
  private final ByteBufAllocator allocator;
  private final EventLoop loop;
  private final int maxFrameBytes;
  private final boolean encrypted;
  private final ReadBuffers buffers;

  // The frame being received: its length, then one of a small, a lying and a large body.
  private int lengthSoFar;
  private int lengthBytes;
  private int length;
  private byte[] small;
  private ReceiveBuffer lying;
  private int lyingFrom;
  private ByteBuf large;

  /** Bytes of a small or a lying body that are there. */
  private int filled;

  private long frameTaken;
  private int firstStepBytes = FIRST_STEP_BYTES;
  private int framesBegun;

  // What the last look for stalled frames has seen.
  private int seenFrame = -1;
  private long seenFilled;

  // Waiting for memory; wantedBytes is handed to other threads by the line's lock.
  private boolean waiting;
  private long wantedBytes;
  private boolean express;
  private int expressTicket;

  /** Bytes read that cannot be used yet, while paused or waiting. */
  private ReceiveBuffer putAside;

  private boolean cutting;
  private boolean closed;

  FrameReader(
      NettyConnection connection,
      FrameMemory memory,
      ByteBufAllocator allocator,
      EventLoop loop,
      int maxFrameBytes,
      boolean encrypted) {
    this.connection = connection;
    this.memory = memory;
    this.allocator = allocator;
    this.loop = loop;
    this.maxFrameBytes = maxFrameBytes;
    this.encrypted = encrypted;
    this.buffers = new ReadBuffers(this, memory, allocator, encrypted);
  }

  ReadBuffers buffers() {
    return buffers;
  }

  // What the connection calls.

  /** Takes a buffer that was read, and gives it back. */
  void received(ByteBuf in) {
    try {
      if (closed) {
        return;
      }
      if (isLarge(in)) {
        growIfFull();
        cut(Unpooled.EMPTY_BUFFER);
      } else if (putAside != null || cutting) {
        putAside(in);
      } else {
        cut(in);
      }
      buffers.used();
    } finally {
      in.release();
    }
  }

  /** Whether the socket was read into the frame's own memory. */
  @SuppressWarnings("ReferenceEquality") // the very buffer; buffers are equal by content
  private boolean isLarge(ByteBuf read) {
    return read == large;
  }

  @SuppressWarnings("ReferenceEquality") // as above
  private static boolean isIn(ReceiveBuffer buffer, ByteBuf read) {
    return read == buffer.bytes();
  }

  /** Goes on with what was put aside. */
  void goOn() {
    if (closed || cutting) {
      return;
    }
    ReceiveBuffer put = putAside;
    putAside = null;
    if (put == null) {
      cut(Unpooled.EMPTY_BUFFER);
      return;
    }
    buffers.goOnWith(put);
    cut(put.bytes());
    if (!isFilling(put)) {
      buffers.endRun();
    }
  }

  /** Whether bytes from the socket can be used now. */
  boolean wantsBytes() {
    return !waiting && putAside == null && !isComplete();
  }

  /** Whether something was received that no handler has seen. */
  boolean holdsBytes() {
    return putAside != null || waiting || isComplete();
  }

  boolean isCutting() {
    return cutting;
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (waiting && memory.leave(this)) {
      waiting = false;
    }
    if (large != null) {
      large.release();
      large = null;
    }
    if (lying != null) {
      lying.letGo();
      lying = null;
    }
    small = null;
    if (putAside != null) {
      putAside.letGo();
      putAside = null;
    }
    buffers.close();
    memory.giveBack(frameTaken);
    frameTaken = 0;
    endExpress();
  }

  // What its buffers ask.

  /** Whether the peer's next bytes are wanted from the socket. */
  boolean isReading() {
    return connection.isReading();
  }

  /** What the next bytes of the frame are to be read into, or null when that is not there. */
  ByteBuf roomOfFrame() {
    if (putAside != null || isComplete()) {
      return null;
    }
    if (lying != null) {
      return lying.bytes().isWritable() ? lying.bytes() : null;
    }
    return large != null && large.isWritable() ? large : null;
  }

  /** Whether the next bytes go into a frame that lies in a buffer. */
  boolean isFilling(ReceiveBuffer buffer) {
    return lying == buffer && !isComplete();
  }

  boolean isBetweenFrames() {
    return length == 0 && putAside == null;
  }

  /** Bytes that there always is room for: of the length, or of the small frame. */
  int leastBytes() {
    return small != null ? length - filled : LENGTH_BYTES - lengthBytes;
  }

  // Cutting frames.

  private void cut(ByteBuf in) {
    cutting = true;
    try {
      while (!closed) {
        if (isComplete()) {
          if (!connection.takesFrames()) {
            break;
          }
          handOver();
        } else if (waiting || !in.isReadable()) {
          break;
        } else if (length == 0) {
          if (!readLength(in)) {
            return;
          }
        } else {
          fill(in);
        }
      }
      if (!closed && in.isReadable()) {
        putAside(in);
      }
    } finally {
      cutting = false;
    }
  }

  /** Reads up to the end of the length; false if the length was refused. */
  private boolean readLength(ByteBuf in) {
    if (lengthBytes == 0 && in.readableBytes() >= LENGTH_BYTES) {
      lengthSoFar = in.readInt();
      lengthBytes = LENGTH_BYTES;
    } else {
      while (lengthBytes < LENGTH_BYTES && in.isReadable()) {
        lengthSoFar = (lengthSoFar << 8) | in.readUnsignedByte();
        lengthBytes++;
      }
    }
    if (lengthBytes < LENGTH_BYTES) {
      return true;
    }
    lengthBytes = 0;
    if (lengthSoFar <= 0 || lengthSoFar > maxFrameBytes) {
      connection.fail(
          new IOException(
              "frame length " + lengthSoFar + " is not allowed; allowed: 1 to " + maxFrameBytes));
      return false;
    }
    length = lengthSoFar;
    lengthSoFar = 0;
    filled = 0;
    framesBegun++;
    begin(in);
    return true;
  }

  private void begin(ByteBuf in) {
    boolean isSmall = length <= SMALL_FRAME_BYTES;
    buffers.frameBegins(length, !isSmall);
    // What was put aside of an encrypted connection has no room that its socket could be read into.
    ReceiveBuffer run = encrypted ? null : buffers.runOf(in);
    if (isSmall) {
      take(Math.max(length, LEAST_FRAME_BYTES));
    } else if (run != null && in.capacity() - in.readerIndex() >= length) {
      lying = run.hold();
      lyingFrom = in.readerIndex();
    } else {
      take(Math.min(length, firstStepBytes));
    }
  }

  private void fill(ByteBuf in) {
    if (large != null) {
      large.writeBytes(in, Math.min(large.writableBytes(), in.readableBytes()));
      growIfFull();
      return;
    }
    int count = Math.min(length - filled, in.readableBytes());
    if (small != null) {
      in.readBytes(small, filled, count);
    } else {
      if (!isIn(lying, in)) {
        // Read before the frame went on: io_uring had been given the memory earlier.
        lying.bytes().writeBytes(in.slice(in.readerIndex(), count)).skipBytes(count);
      }
      in.skipBytes(count);
    }
    filled += count;
  }

  private void growIfFull() {
    if (!large.isWritable() && large.capacity() < length) {
      take(Math.min(length, 4L * large.capacity()) - large.capacity());
    }
  }

  /** Takes memory for the current frame, now or later. */
  private void take(long bytes) {
    if (express) {
      memory.takeAnyway(bytes);
    } else if (!memory.tryTake(bytes)) {
      waiting = true;
      wantedBytes = bytes;
      connection.updateReading();
      connection.waitsForMemory();
      memory.await(this);
      return;
    }
    expand(bytes);
  }

  private void expand(long bytes) {
    frameTaken += bytes;
    if (length <= SMALL_FRAME_BYTES) {
      small = new byte[length];
    } else if (large == null) {
      large = allocator.directBuffer((int) bytes, length);
    } else {
      large.capacity((int) frameTaken);
    }
  }

  private boolean isComplete() {
    return length > 0 && filled() == length;
  }

  private int filled() {
    return large != null ? large.writerIndex() : filled;
  }

  private void handOver() {
    ReceivedFrame frame;
    if (small != null) {
      frame = new ReceivedFrame(memory, frameTaken, small);
    } else if (lying != null) {
      frame = new ReceivedFrame(memory, lying, lyingFrom, length);
    } else {
      frame = new ReceivedFrame(memory, new ReceiveBuffer(large, memory), 0, length);
      // Frames of about the same length follow: none of them is to be moved as it grows.
      firstStepBytes = Math.clamp(5L * length / 4, FIRST_STEP_BYTES, TRUSTED_STEP_BYTES);
    }
    memory.handOver(frame.handedOverBytes());
    small = null;
    lying = null;
    large = null;
    length = 0;
    frameTaken = 0;
    endExpress();
    connection.handOver(frame);
  }

  private void putAside(ByteBuf in) {
    ReceiveBuffer run = buffers.runOf(in);
    if (putAside != null) {
      ByteBuf before = putAside.bytes();
      ByteBuf both = allocator.directBuffer(before.readableBytes() + in.readableBytes());
      both.writeBytes(before).writeBytes(in);
      putAside.letGo();
      putAside = counted(both);
    } else {
      putAside = run != null ? run.hold() : counted(in.retain());
    }
    if (run != null) {
      buffers.endRun();
    }
  }

  /** Cannot be refused: these bytes have been received. */
  private ReceiveBuffer counted(ByteBuf bytes) {
    memory.takeAnyway(bytes.capacity());
    return new ReceiveBuffer(bytes, memory);
  }

  // Waiting for memory.

  @Override
  public long wantedBytes() {
    return wantedBytes;
  }

  @Override
  public void granted(boolean asExpress) {
    try {
      loop.execute(() -> useGrant(asExpress));
    } catch (RejectedExecutionException closing) {
      // The transport is being closed, and this connection with it.
    }
  }

  private void useGrant(boolean asExpress) {
    waiting = false;
    express = asExpress;
    if (closed) {
      memory.giveBack(wantedBytes);
      endExpress();
      return;
    }
    if (asExpress) {
      watchExpress(++expressTicket, 0);
    }
    expand(wantedBytes);
    connection.goOn();
  }

  private void endExpress() {
    if (express) {
      express = false;
      memory.endExpress();
    }
  }

  /**
   * While others wait for memory: closes a connection whose frame holds some and has not advanced
   * since the last look. Many that stall would otherwise have to be waited for one after the other.
   */
  void closeIfStalled() {
    if (closed || waiting || length == 0 || isComplete() || !connection.takesFrames()) {
      seenFrame = -1;
      return;
    }
    long filled = filled();
    if (seenFrame == framesBegun && seenFilled == filled && memory.anyoneWaits()) {
      failStalled(filled);
    }
    seenFrame = framesBegun;
    seenFilled = filled;
  }

  private void failStalled(long filled) {
    connection.fail(
        new IOException(
            "frame of %d bytes stalled at %d while others waited for memory"
                .formatted(length, filled)));
  }

  /** Closes a connection that has the express and does not use it while others wait. */
  private void watchExpress(int ticket, long filledBefore) {
    var _ =
        loop.schedule(
            () -> {
              if (!express || expressTicket != ticket) {
                return;
              }
              long filled = filled();
              if (filled - filledBefore < EXPRESS_STALL_BYTES
                  && memory.anyoneWaits()
                  && connection.takesFrames()) {
                failStalled(filled);
              } else {
                watchExpress(ticket, filled);
              }
            },
            memory.stallTimeoutMs(),
            TimeUnit.MILLISECONDS);
  }
}
