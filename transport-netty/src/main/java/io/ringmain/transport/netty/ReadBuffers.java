package io.ringmain.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Chooses the memory that a connection's socket is read into, and whether to read again.
 *
 * <p>Asked by Netty's read loop, on the connection's event loop. Three kinds, the first that fits:
 *
 * <ul>
 *   <li>The memory of the large frame being received, once its length is known.
 *   <li>A <em>run</em>, when the last frame was a large one: memory for several like it, which are
 *       handed over where they lie. The fewer reads a stream of frames takes the better: on
 *       loopback each read costs an acknowledgement of TCP, and whoever works on the frames is
 *       woken once for all. A run is as large as what lately came at once; it is let go at the end
 *       of the loop, but by a frame that is not complete. Where there is no memory for it, it does
 *       without.
 *   <li>A <em>passing</em> buffer, whose small frames are copied out of it. Its size follows the
 *       traffic too.
 * </ul>
 *
 * <p>T11. Memory is taken from {@link FrameMemory} before bytes are read. When there is none for a
 * passing buffer, just the bytes that the reader cannot do without are read, for which there always
 * is room.
 */
final class ReadBuffers implements RecvByteBufAllocator.ExtendedHandle, RecvByteBufAllocator {
  private static final int LEAST_RUN_BYTES = 16 << 10;
  private static final int MOST_RUN_BYTES = 256 << 10;
  private static final int LEAST_PASSING_BYTES = 2 << 10;
  private static final int MOST_PASSING_BYTES = 32 << 10;
  private static final int MOST_READS_IN_A_ROW = 16;

  private final FrameReader reader;
  private final FrameMemory memory;
  private final ByteBufAllocator allocator;
  private final boolean encrypted;

  private ReceiveBuffer run;
  private int runBytes = LEAST_RUN_BYTES;

  /**
   * What a frame like the last one takes in a run; none after a small one, and after a huge one.
   */
  private int likelyBytes;

  private int passingBytes = LEAST_PASSING_BYTES;
  private long passingTaken;

  /** Of the passing buffer that is being read into. */
  private int passingRoom;

  // Netty's read loop.
  private int reads;
  private int loopBytes;
  private int attemptedBytes;
  private int lastBytes;

  /**
   * @param encrypted whether what is read is not what the reader gets
   */
  ReadBuffers(
      FrameReader reader, FrameMemory memory, ByteBufAllocator allocator, boolean encrypted) {
    this.reader = reader;
    this.memory = memory;
    this.allocator = allocator;
    this.encrypted = encrypted;
  }

  // What the reader calls.

  /** The run that the bytes are, or null. */
  @SuppressWarnings("ReferenceEquality") // the very buffer; buffers are equal by content
  ReceiveBuffer runOf(ByteBuf bytes) {
    return run != null && run.bytes() == bytes ? run : null;
  }

  /** Makes a buffer that was put aside the run, which becomes the holder of it. */
  void goOnWith(ReceiveBuffer putAside) {
    endRun();
    run = putAside;
  }

  /** What frames lie in goes on to be theirs. */
  void endRun() {
    if (run != null) {
      run.letGo();
      run = null;
    }
  }

  /** A frame's length is known. */
  void frameBegins(int length, boolean large) {
    likelyBytes = large && length <= MOST_RUN_BYTES / 2 ? length + FrameReader.LENGTH_BYTES : 0;
    if (large) {
      passingBytes = Math.max(passingBytes / 2, LEAST_PASSING_BYTES);
    }
  }

  /** What was read last has been cut: the run goes on while it has room for a frame. */
  void used() {
    if (run == null || reader.isFilling(run)) {
      return;
    }
    if (likelyBytes == 0 || run.bytes().writableBytes() < likelyBytes) {
      endRun();
    }
  }

  void close() {
    endRun();
    memory.giveBack(passingTaken);
    passingTaken = 0;
  }

  // What Netty calls.

  @Override
  public ReadBuffers newHandle() {
    return this;
  }

  @Override
  public void reset(ChannelConfig config) {
    reads = 0;
    loopBytes = 0;
  }

  @Override
  public ByteBuf allocate(ByteBufAllocator ignored) {
    passingRoom = 0;
    ByteBuf ofFrame = encrypted ? null : reader.roomOfFrame();
    if (ofFrame != null) {
      return ofFrame.retain();
    }
    if (run != null && !run.bytes().isWritable()) {
      endRun(); // A closing connection reads on, and what comes is dropped.
    }
    if (run == null && wantsRun()) {
      takeRun(Math.max(runBytes, likelyBytes + FrameReader.LENGTH_BYTES));
    }
    return run != null ? run.bytes().retain() : passing();
  }

  /** Or none, when there is no memory for it. */
  private void takeRun(int bytes) {
    if (!memory.tryTake(bytes)) {
      return;
    }
    try {
      run = new ReceiveBuffer(allocator.directBuffer(bytes, bytes), memory);
    } catch (OutOfMemoryError e) {
      memory.giveBack(bytes);
      throw e;
    }
  }

  private boolean wantsRun() {
    return !encrypted && likelyBytes > 0 && reader.isBetweenFrames();
  }

  private ByteBuf passing() {
    int bytes = passingBytes;
    long more = bytes - passingTaken;
    if (more > 0) {
      if (memory.tryTake(more)) {
        passingTaken = bytes;
      } else if (encrypted || !reader.wantsBytes()) {
        // Encrypted bytes cannot be counted out; and after the peer has closed its side Netty reads
        // what is left whether we want it or not.
        bytes = LEAST_PASSING_BYTES;
        memory.takeAnyway(bytes);
        passingTaken += bytes;
      } else {
        bytes = reader.leastBytes();
      }
    }
    passingRoom = bytes;
    return allocator.directBuffer(bytes, bytes);
  }

  @Override
  public int guess() {
    return passingBytes;
  }

  @Override
  public void incMessagesRead(int count) {
    reads += count;
  }

  @Override
  public void lastBytesRead(int bytes) {
    lastBytes = bytes;
    loopBytes += Math.max(0, bytes);
    if (bytes == passingRoom && passingRoom == passingBytes) {
      passingBytes = Math.min(2 * passingBytes, MOST_PASSING_BYTES);
    }
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
        && reader.isReading();
  }

  @Override
  public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
    return continueReading();
  }

  @Override
  public void readComplete() {
    adaptRun();
    if (run != null && !reader.isFilling(run)) {
      endRun();
    }
    if (passingTaken > 0) {
      long given = passingTaken;
      passingTaken = 0;
      memory.giveBack(given);
    }
  }

  /** A run has room for what lately came at once. */
  private void adaptRun() {
    if (loopBytes >= runBytes) {
      runBytes = Math.min(2 * runBytes, MOST_RUN_BYTES);
    } else if (loopBytes < runBytes / 4) {
      runBytes = Math.max(runBytes / 2, LEAST_RUN_BYTES);
    }
  }
}
