package io.ringmain.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Cuts what a connection receives into frames, and chooses the memory that the socket is read into.
 *
 * <p>Called by its connection and by Netty's read loop, on the connection's event loop.
 *
 * <pre>
 *              4 bytes                 begin                       complete
 *   LENGTH ────────────▶ (memory?) ────────────▶ BODY small ───────────────────▶ handed over
 *                          │   ▲                 BODY large (grows ×4) ────────▶ handed over
 *                     none │   │ granted            │    ▲
 *                          ▼   │              none  ▼    │ granted
 *                         WAITING                 WAITING
 * </pre>
 *
 * <p>Between frames the socket is read into a passing buffer whose size follows the traffic; small
 * frames are copied out of it, each into an array of its own length, so a frame that is held for
 * long never holds back more memory than its own. Once the length of a large frame is known, the
 * rest of it is read from the socket straight into its final buffer. That buffer starts at {@value
 * #FIRST_STEP_BYTES} bytes (at about the length of the connection's last large frame, up to {@value
 * #TRUSTED_STEP_BYTES}) and grows fourfold only when it is full: a promised length alone takes no
 * memory. It has {@value #OVERSHOOT_BYTES} bytes more than the frame, so that the read that ends a
 * frame brings the length of the next, and large frames in a row take one read each.
 *
 * <p>T11. Memory is taken from {@link FrameMemory} before bytes are read. When there is none for a
 * passing buffer, just the bytes still missing of the 4-byte length or of the small frame are read,
 * for which there always is room; then the connection waits, reading nothing.
 */
final class FrameReader
    implements RecvByteBufAllocator.ExtendedHandle, RecvByteBufAllocator, FrameMemory.Waiter {
  /** Frames up to this length are copied into an array. */
  static final int SMALL_FRAME_BYTES = 4 << 10;

  /** What a frame counts at least: its objects take about as much. */
  static final int LEAST_FRAME_BYTES = 256;

  static final int FIRST_STEP_BYTES = 64 << 10;
  static final int TRUSTED_STEP_BYTES = 1 << 20;

  /** How far a read into a large frame may go beyond its end. */
  static final int OVERSHOOT_BYTES = 256;

  private static final int LEAST_PASSING_BYTES = 2 << 10;
  private static final int MOST_PASSING_BYTES = 32 << 10;
  private static final int MOST_READS_IN_A_ROW = 16;
  private static final int LENGTH_BYTES = 4;

  /** What the express frame must advance by in {@link FrameMemory#stallTimeoutMs}. */
  private static final long EXPRESS_STALL_BYTES = 64 << 10;

  private final NettyConnection connection;
  private final FrameMemory memory;
  private final ByteBufAllocator allocator;
  private final EventLoop loop;
  private final int maxFrameBytes;
  private final boolean encrypted;

  // The frame being received.
  private int lengthSoFar;
  private int lengthBytes;
  private int length;
  private byte[] small;
  private int smallFilled;
  private ByteBuf large;
  private ByteBuf overshot = Unpooled.EMPTY_BUFFER;
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

  // Bytes read that cannot be used yet, while paused or waiting.
  private ByteBuf stash;
  private long stashTaken;
  private boolean cutting;
  private boolean closed;

  // Netty's read loop.
  private int passingBytes = LEAST_PASSING_BYTES;
  private long passingTaken;
  private int reads;
  private int attemptedBytes;
  private int lastBytes;

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
      } else if (stash != null || cutting) {
        stash(in);
      } else {
        adapt(in);
        cut(in);
      }
    } finally {
      in.release();
    }
  }

  /** Whether the socket was read into the frame itself. */
  @SuppressWarnings("ReferenceEquality") // the very buffer; buffers are equal by content
  private boolean isLarge(ByteBuf read) {
    return read == large;
  }

  /** Goes on with what was put aside. */
  void goOn() {
    if (closed || cutting) {
      return;
    }
    ByteBuf put = stash;
    stash = null;
    long putTaken = stashTaken;
    stashTaken = 0;
    if (put == null) {
      cut(Unpooled.EMPTY_BUFFER);
      return;
    }
    try {
      cut(put);
    } finally {
      put.release();
      memory.giveBack(putTaken);
    }
  }

  /** Whether bytes from the socket can be used now. */
  boolean wantsBytes() {
    return !waiting && stash == null && !isComplete();
  }

  /** Whether something was received that no handler has seen. */
  boolean holdsBytes() {
    return stash != null || waiting || isComplete();
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
    small = null;
    overshot = Unpooled.EMPTY_BUFFER;
    if (stash != null) {
      stash.release();
      stash = null;
    }
    memory.giveBack(frameTaken + stashTaken + passingTaken);
    frameTaken = 0;
    stashTaken = 0;
    passingTaken = 0;
    endExpress();
  }

  // Cutting frames.

  private void cut(ByteBuf read) {
    cutting = true;
    try {
      while (!closed) {
        // What came with the frame before came earlier.
        ByteBuf in = overshot.isReadable() ? overshot : read;
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
      if (!closed) {
        putAside(read);
      }
    } finally {
      cutting = false;
    }
  }

  /** Keeps what could not be used yet, in the order in which it came. */
  private void putAside(ByteBuf read) {
    if (overshot.isReadable()) {
      stash(overshot);
      overshot = Unpooled.EMPTY_BUFFER;
    }
    if (read.isReadable()) {
      stash(read);
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
    framesBegun++;
    if (length <= SMALL_FRAME_BYTES) {
      take(Math.max(length, LEAST_FRAME_BYTES));
    } else {
      passingBytes = Math.max(passingBytes / 2, LEAST_PASSING_BYTES);
      take(Math.min(capacity(), firstStepBytes));
    }
    return true;
  }

  private void fill(ByteBuf in) {
    if (small != null) {
      int count = Math.min(length - smallFilled, in.readableBytes());
      in.readBytes(small, smallFilled, count);
      smallFilled += count;
      return;
    }
    int room = Math.min(large.writableBytes(), length - large.writerIndex());
    large.writeBytes(in, Math.min(room, in.readableBytes()));
    growIfFull();
  }

  private void growIfFull() {
    if (!large.isWritable() && large.capacity() < length) {
      take(Math.min(capacity(), 4L * large.capacity()) - large.capacity());
    }
  }

  /** Of the buffer of a large frame, in the end. Encrypted bytes are never read into it. */
  private int capacity() {
    return encrypted ? length : (int) Math.min((long) length + OVERSHOOT_BYTES, Integer.MAX_VALUE);
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
      smallFilled = 0;
    } else if (large == null) {
      large = allocator.directBuffer((int) bytes, capacity());
    } else {
      large.capacity((int) frameTaken);
    }
  }

  private boolean isComplete() {
    if (small != null) {
      return smallFilled == length;
    }
    return large != null && large.writerIndex() >= length;
  }

  private void handOver() {
    ReceivedFrame frame;
    if (small != null) {
      frame = new ReceivedFrame(memory, frameTaken, small);
    } else {
      overshot = copyBeyond(large, length);
      frame = new ReceivedFrame(memory, frameTaken, large.writerIndex(length));
      // Frames of about the same length follow: none of them is to be moved as it grows.
      firstStepBytes = Math.clamp(5L * length / 4, FIRST_STEP_BYTES, TRUSTED_STEP_BYTES);
    }
    memory.handOver(frameTaken);
    small = null;
    large = null;
    length = 0;
    frameTaken = 0;
    endExpress();
    connection.handOver(frame);
  }

  /** A copy, because the frame belongs to somebody else soon. */
  private static ByteBuf copyBeyond(ByteBuf buffer, int end) {
    int count = buffer.writerIndex() - end;
    if (count == 0) {
      return Unpooled.EMPTY_BUFFER;
    }
    byte[] bytes = new byte[count];
    buffer.getBytes(end, bytes);
    return Unpooled.wrappedBuffer(bytes);
  }

  private void stash(ByteBuf in) {
    // Cannot be refused: these bytes have been received.
    memory.takeAnyway(in.readableBytes());
    stashTaken += in.readableBytes();
    if (stash == null) {
      stash = in.retain();
    } else {
      ByteBuf both = allocator.directBuffer(stash.readableBytes() + in.readableBytes());
      both.writeBytes(stash).writeBytes(in);
      stash.release();
      stash = both;
    }
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

  private long filled() {
    return large == null ? smallFilled : large.writerIndex();
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

  // Netty's read loop: which buffer next, and whether to read again.

  @Override
  public FrameReader newHandle() {
    return this;
  }

  @Override
  public void reset(ChannelConfig config) {
    reads = 0;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator ignored) {
    if (!encrypted && large != null && stash == null && large.isWritable() && !isComplete()) {
      return large.retain();
    }
    int bytes = passingBytes;
    long more = bytes - passingTaken;
    if (more > 0) {
      if (memory.tryTake(more)) {
        passingTaken = bytes;
      } else if (encrypted || !wantsBytes()) {
        // Encrypted bytes cannot be counted out; and after the peer has closed its side Netty reads
        // what is left whether we want it or not.
        bytes = LEAST_PASSING_BYTES;
        memory.takeAnyway(bytes);
        passingTaken += bytes;
      } else {
        bytes = small != null ? length - smallFilled : LENGTH_BYTES - lengthBytes;
      }
    }
    return allocator.directBuffer(bytes, bytes);
  }

  @Override
  public int guess() {
    return passingBytes;
  }

  /** Small frames by the dozen want a larger passing buffer; a large frame shrinks it again. */
  private void adapt(ByteBuf in) {
    if (lastBytes == attemptedBytes && in.readableBytes() >= passingBytes) {
      passingBytes = Math.min(2 * passingBytes, MOST_PASSING_BYTES);
    }
  }

  @Override
  public void incMessagesRead(int count) {
    reads += count;
  }

  @Override
  public void lastBytesRead(int bytes) {
    lastBytes = bytes;
  }

  @Override
  public int lastBytesRead() {
    return lastBytes;
  }

  @Override
  public void attemptedBytesRead(int bytes) {
    attemptedBytes = bytes;
  }

  @Override
  public int attemptedBytesRead() {
    return attemptedBytes;
  }

  @Override
  public boolean continueReading() {
    return lastBytes > 0
        && lastBytes == attemptedBytes
        && reads < MOST_READS_IN_A_ROW
        && connection.isReading();
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
    return continueReading();
  }

  @Override
  public void readComplete() {
    if (passingTaken > 0) {
      long given = passingTaken;
      passingTaken = 0;
      memory.giveBack(given);
    }
  }
}
