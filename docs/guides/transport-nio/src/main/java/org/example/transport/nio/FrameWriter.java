package org.example.transport.nio;

import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.transport.FramePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a connection has to send, in order: copied bytes, and log slices where they lie (T5).
 *
 * <pre>
 *   send:  | length | header | slice | trailer |   one frame
 *          └─────copied──────┴ as is ┴─copied──┘   three chunks, the copied ones of one buffer
 *   flush: up to {@value #MOST_CHUNKS_IN_ONE_WRITE} chunks, of one frame or several, in one write
 * </pre>
 *
 * <p>On the connection's loop.
 */
final class FrameWriter {
  private static final int MOST_CHUNKS_IN_ONE_WRITE = 16;

  /** Buffers on the heap are copied by the JDK into one that it keeps for each thread. */
  private static final int MOST_BYTES_IN_ONE_WRITE = 128 << 10;

  /** Then other connections of the loop have their turn. */
  private static final int MOST_WRITES_IN_A_ROW = 16;

  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private long unsentBytes;
  private long sentBytes;

  /** Bytes to send, and what to do when they are sent or can no longer be. */
  private record Chunk(ByteBuffer bytes, Runnable done) {}

  /** Adds a frame. The slices are the writer's, whatever comes of it. */
  void send(List<FramePart> parts) {
    List<Chunk> frame;
    try {
      frame = chunks(parts);
    } catch (RuntimeException | Error e) {
      closeSlices(parts);
      throw e;
    }
    for (Chunk chunk : frame) {
      if (chunk.bytes.hasRemaining()) {
        chunks.addLast(chunk);
        unsentBytes += chunk.bytes.remaining();
      } else {
        chunk.done.run();
      }
    }
  }

  private static List<Chunk> chunks(List<FramePart> parts) {
    long frameBytes = 0;
    int copiedBytes = Integer.BYTES;
    for (FramePart part : parts) {
      frameBytes += part.sizeBytes();
      copiedBytes += part instanceof FramePart.Buffer ? part.sizeBytes() : 0;
    }
    ByteBuffer copied =
        ByteBuffer.allocate(copiedBytes).putInt(Math.toIntExact(frameBytes)); // Or it is refused.
    List<Chunk> chunks = new ArrayList<>();
    int begin = 0;
    for (FramePart part : parts) {
      switch (part) {
        case FramePart.Buffer buffer -> copied.put(buffer.buffer().duplicate());
        case FramePart.Slice slice -> {
          chunks.add(copied(copied, begin));
          begin = copied.position();
          LogSlice owned = slice.slice();
          chunks.add(new Chunk(owned.buffer(), owned::close));
        }
      }
    }
    chunks.add(copied(copied, begin));
    return chunks;
  }

  private static Chunk copied(ByteBuffer buffer, int begin) {
    return new Chunk(buffer.slice(begin, buffer.position() - begin), () -> {});
  }

  static void closeSlices(List<FramePart> parts) {
    for (FramePart part : parts) {
      if (part instanceof FramePart.Slice slice) {
        slice.slice().close();
      }
    }
  }

  long unsentBytes() {
    return unsentBytes;
  }

  long sentBytes() {
    return sentBytes;
  }

  /** Gives the operating system what it takes, within reason. */
  void flush(GatheringByteChannel channel) throws IOException {
    for (int writes = 0; writes < MOST_WRITES_IN_A_ROW && unsentBytes > 0; writes++) {
      ByteBuffer[] next = next();
      long askedBytes = 0;
      for (ByteBuffer view : next) {
        askedBytes += view.remaining();
      }
      long count = channel.write(next);
      sent(count);
      if (count < askedBytes) {
        return;
      }
    }
  }

  /** Views of what comes next. */
  private ByteBuffer[] next() {
    List<ByteBuffer> views = new ArrayList<>();
    int room = MOST_BYTES_IN_ONE_WRITE;
    for (Chunk chunk : chunks) {
      if (room == 0 || views.size() == MOST_CHUNKS_IN_ONE_WRITE) {
        break;
      }
      int bytes = Math.min(chunk.bytes.remaining(), room);
      views.add(chunk.bytes.slice(chunk.bytes.position(), bytes));
      room -= bytes;
    }
    return views.toArray(ByteBuffer[]::new);
  }

  private void sent(long count) {
    sentBytes += count;
    unsentBytes -= count;
    long left = count;
    while (left > 0) {
      Chunk head = chunks.getFirst();
      int bytes = (int) Math.min(left, head.bytes.remaining());
      head.bytes.position(head.bytes.position() + bytes);
      left -= bytes;
      if (!head.bytes.hasRemaining()) {
        chunks.removeFirst().done.run();
      }
    }
  }

  /** Drops what is unsent. */
  void close() {
    chunks.forEach(chunk -> chunk.done.run());
    chunks.clear();
    unsentBytes = 0;
  }
}
