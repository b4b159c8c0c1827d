package org.example.transport.nio;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The account of the memory that received frames take, one for all connections (T11).
 *
 * <p>Asked by {@link FrameReader}s before they take memory, and told by whoever releases a frame,
 * on any thread.
 *
 * <pre>
 *   0 ─────── frames handed over ───────┬──── frames being received ────┬─── free ─── limit
 *                                                                                       └─ passed by
 *                                                                                   the express only
 * </pre>
 *
 * <p><b>Fair.</b> Who finds no memory waits in line, and nobody overtakes the line.
 *
 * <p><b>No deadlock.</b> While a frame is in a handler's hands, its release will serve the line. If
 * none is, all memory belongs to frames that still wait for bytes, or for memory: then the head of
 * the line becomes the <em>express</em>, whose frame may pass the limit until it is complete. There
 * is one at a time, and it must not stand still: see {@link FrameReader#isStalled}.
 */
final class FrameMemory {
  private final long limitBytes;
  private final Deque<FrameReader> line = new ArrayDeque<>();
  private long takenBytes;
  private long handedOverBytes;
  private FrameReader express; // or null

  FrameMemory(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /**
   * Takes what a reader wants, or puts it in line; then {@link FrameReader#granted} follows.
   *
   * @return true if it is taken
   */
  synchronized boolean take(FrameReader reader) {
    if (reader == express || (line.isEmpty() && fits(reader))) {
      takenBytes += reader.wantedBytes();
      return true;
    }
    line.addLast(reader);
    serveLine();
    return false;
  }

  private boolean fits(FrameReader reader) {
    return takenBytes + reader.wantedBytes() <= limitBytes;
  }

  private void serveLine() {
    while (!line.isEmpty()) {
      FrameReader head = line.getFirst();
      if (!fits(head)) {
        if (express != null || handedOverBytes > 0) {
          return;
        }
        express = head;
      }
      line.removeFirst();
      takenBytes += head.wantedBytes();
      head.granted();
    }
  }

  /** A reader's frame is complete and belongs to a handler now. */
  synchronized void handedOver(FrameReader reader, int bytes) {
    handedOverBytes += bytes;
    endExpress(reader);
  }

  /** A handler has released a frame. */
  synchronized void released(int bytes) {
    handedOverBytes -= bytes;
    takenBytes -= bytes;
    serveLine();
  }

  /**
   * A connection has closed with a frame half received.
   *
   * @param bytes what it holds
   * @param wantedBytes what it waits for, or else 0: if it is not in line, it was granted that, and
   *     has not heard of it yet
   */
  synchronized void abandoned(FrameReader reader, int bytes, int wantedBytes) {
    takenBytes -= line.remove(reader) ? bytes : bytes + wantedBytes;
    endExpress(reader);
  }

  private void endExpress(FrameReader reader) {
    if (express == reader) {
      express = null;
    }
    serveLine();
  }

  /** Whether this reader may pass the limit, and keeps others waiting by it. */
  synchronized boolean isWaitedFor(FrameReader reader) {
    return express == reader && !line.isEmpty();
  }
}
