package org.example.transport.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Takes frames off a connection: four bytes of length, memory, then exactly the body.
 *
 * <pre>
 *   LENGTH ──▶ (memory?) ──▶ BODY, a step of it ──full──▶ (memory for the next step?) ──▶ …
 *                 │  ▲              └──────complete──────▶ handed over ──▶ LENGTH
 *            none │  │ granted
 *                 ▼  │
 *               waiting: nothing is read
 * </pre>
 *
 * <p>Nothing is read that has no place to go, so when the handler pauses or memory is short, what
 * the peer sends stays in the system's buffers and slows the peer down. A length that a peer has
 * only promised takes no more than {@value #FIRST_STEP_BYTES} bytes; the buffer grows fourfold
 * whenever it is full.
 *
 * <p>On the connection's loop; {@link #granted} and {@link #wantedBytes} on any thread, with the
 * memory locked.
 */
final class FrameReader {
  private static final int FIRST_STEP_BYTES = 64 << 10;
  private static final int GROWTH = 4;

  /** What a frame counts at least: its objects take about as much. */
  private static final int LEAST_FRAME_BYTES = 256;

  /** The JDK copies through a buffer of this size, which it keeps for each thread. */
  private static final int MOST_BYTES_IN_ONE_READ = 128 << 10;

  /** Then other connections of the loop have their turn. */
  private static final int MOST_READS_IN_A_ROW = 32;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final NioConnection connection;
  private final SelectorLoop loop;
  private final FrameMemory memory;
  private final int maxFrameBytes;
  private final Standstill standstill;

  private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
  private int frameBytes; // 0 until the length is known
  private ByteBuffer body = NOTHING;
  private int takenBytes;
  private int wantedBytes;
  private boolean waiting;
  private boolean closed;

  private long receivedBytes;
  private long frames; // handed over

  FrameReader(
      NioConnection connection,
      SelectorLoop loop,
      FrameMemory memory,
      int maxFrameBytes,
      Standstill standstill) {
    this.connection = connection;
    this.loop = loop;
    this.memory = memory;
    this.maxFrameBytes = maxFrameBytes;
    this.standstill = standstill;
  }

  /** Whether bytes from the socket can be used now. */
  boolean wantsBytes() {
    return !waiting && connection.takesFrames();
  }

  /**
   * Reads what is there and hands over what is complete.
   *
   * @return false at the end of what the peer sends
   */
  boolean read(ReadableByteChannel channel) throws IOException {
    for (int reads = 0; reads < MOST_READS_IN_A_ROW && wantsBytes(); reads++) {
      ByteBuffer into = frameBytes == 0 ? length : body;
      int asked = Math.min(into.remaining(), MOST_BYTES_IN_ONE_READ);
      int count = channel.read(into.slice(into.position(), asked));
      if (count < 0) {
        return false;
      }
      receivedBytes += count;
      into.position(into.position() + count);
      if (!into.hasRemaining()) {
        goOn();
      }
      if (count < asked) {
        break;
      }
    }
    return true;
  }

  /** What was to be filled is full. */
  private void goOn() {
    if (frameBytes == 0) {
      begin(length.getInt(0));
      length.clear();
    } else if (body.capacity() < frameBytes) {
      int next = (int) Math.min(frameBytes, (long) GROWTH * body.capacity());
      take(next - body.capacity());
    } else {
      handOver();
    }
  }

  private void begin(int announcedBytes) {
    if (announcedBytes <= 0 || announcedBytes > maxFrameBytes) {
      connection.refuse(
          "frame length %d is not allowed; allowed: 1 to %d"
              .formatted(announcedBytes, maxFrameBytes));
      return;
    }
    frameBytes = announcedBytes;
    take(Math.clamp(announcedBytes, LEAST_FRAME_BYTES, FIRST_STEP_BYTES));
  }

  private void take(int bytes) {
    wantedBytes = bytes;
    if (memory.take(this)) {
      grow();
    } else {
      waiting = true;
    }
  }

  int wantedBytes() {
    return wantedBytes;
  }

  /** What was wanted is taken. Any thread. */
  void granted() {
    // A loop that has ended has closed its connections before, and those have left the line.
    loop.execute(() -> {
      if (!closed) {
        waiting = false;
        grow();
        connection.settle();
      }
    });
  }

  private void grow() {
    takenBytes += wantedBytes;
    body = ByteBuffer.allocate(Math.min(frameBytes, takenBytes)).put(body.flip());
  }

  private void handOver() {
    ReceivedFrame frame = new ReceivedFrame(memory, takenBytes, body.flip());
    memory.handedOver(this, takenBytes);
    frames++;
    frameBytes = 0;
    takenBytes = 0;
    body = NOTHING;
    connection.handOver(frame);
  }

  long receivedBytes() {
    return receivedBytes;
  }

  /**
   * Whether the peer keeps others waiting for memory without getting on, be it that it does not
   * send or that it does not read. Asked now and then.
   *
   * @param excused if it is for the handler to go on, not for the peer
   */
  boolean isStalled(long nowNs, boolean excused) {
    if (excused || !memory.isWaitedFor(this)) {
      standstill.reset();
      return false;
    }
    return standstill.look(nowNs, frames, receivedBytes);
  }

  /** Gives the memory of an incomplete frame back. */
  void close() {
    closed = true;
    body = NOTHING;
    memory.abandoned(this, takenBytes, waiting ? wantedBytes : 0);
  }
}
