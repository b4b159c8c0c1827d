package io.ringmain.transport.netty;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that received frames may take, shared by all connections of a transport.
 *
 * <p>Called by {@link FrameReader}s on their event loops before they take memory, and by whoever
 * releases a frame, on any thread.
 *
 * <pre>
 *   limit ├──────── frames handed over ────────┼── frames being received ──┼─ free ─┤
 *                                                                                   └─ passed only by
 *                                                                                      the express frame
 * </pre>
 *
 * <p><b>Fair.</b> Who finds no memory waits in line, and while anybody waits nobody else is served:
 * memory given back goes to the head of the line. A waiting connection reads nothing, so there is
 * nothing to poll: it is woken by the grant.
 *
 * <p><b>No deadlock.</b> As long as a frame that was handed over is not released, its release will
 * serve the line: that is the handler's duty (T9). If none is, everything taken belongs to frames
 * still being received, each perhaps waiting for more: then the head of the line becomes the
 * <em>express</em> connection. Its frame, and no other, may pass the limit until it is complete. It
 * is then handed over and released, and its memory serves the line, or the next express. So at any
 * time some frame can go on, and what is taken exceeds the limit by no more than the one express
 * frame, and what connections had already received when they came to wait. An express peer that
 * sends next to nothing while others wait is closed by {@link FrameReader}, so a peer that trickles
 * cannot hold the express for ever.
 */
final class FrameMemory {
  private final long limitBytes;
  private final long stallTimeoutMs;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong handedOver = new AtomicLong();

  /** Length of the line; written under the lock, read without it. */
  private volatile int waiting;

  private final Object lock = new Object();
  private final Deque<Waiter> line = new ArrayDeque<>();
  private boolean expressTaken;

  /**
   * @param stallTimeoutMs in which time whoever holds memory must advance while others wait
   */
  FrameMemory(long limitBytes, long stallTimeoutMs) {
    this.limitBytes = limitBytes;
    this.stallTimeoutMs = stallTimeoutMs;
  }

  long stallTimeoutMs() {
    return stallTimeoutMs;
  }

  /** Takes memory if there is some and nobody waits. */
  boolean tryTake(long bytes) {
    return waiting == 0 && takeWithinLimit(bytes);
  }

  /**
   * Takes memory whatever the limit: for the express frame, and for bytes that cannot be refused.
   */
  void takeAnyway(long bytes) {
    taken.addAndGet(bytes);
  }

  /**
   * Queues for {@link Waiter#wantedBytes()}. {@link Waiter#granted} follows, perhaps before this
   * returns, on any thread.
   */
  void await(Waiter waiter) {
    synchronized (lock) {
      line.addLast(waiter);
      waiting = line.size();
      serveLine();
    }
  }

  /** Leaves the line; true if the waiter was in it, false if it was granted meanwhile or before. */
  boolean leave(Waiter waiter) {
    synchronized (lock) {
      boolean removed = line.remove(waiter);
      waiting = line.size();
      serveLine();
      return removed;
    }
  }

  /** Notes that a frame now belongs to a handler. */
  void handOver(long bytes) {
    handedOver.addAndGet(bytes);
  }

  /** Notes that a handler has released a frame, after what it took has been given back. */
  void released(long bytes) {
    handedOver.addAndGet(-bytes);
    serveIfAnyoneWaits();
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
    serveIfAnyoneWaits();
  }

  private void serveIfAnyoneWaits() {
    // A waiter queues before it looks at what is taken, and this looks at the line after giving
    // back: one of the two sees the other.
    if (waiting > 0) {
      synchronized (lock) {
        serveLine();
      }
    }
  }

  /** The express frame is complete, or its connection closed. */
  void endExpress() {
    synchronized (lock) {
      expressTaken = false;
      serveLine();
    }
  }

  boolean anyoneWaits() {
    return waiting > 0;
  }

  long takenBytes() {
    return taken.get();
  }

  private void serveLine() {
    Waiter head;
    while ((head = line.peekFirst()) != null) {
      long wanted = head.wantedBytes();
      boolean express = false;
      if (!takeWithinLimit(wanted)) {
        if (expressTaken || handedOver.get() > 0) {
          return;
        }
        express = true;
        expressTaken = true;
        takeAnyway(wanted);
      }
      line.removeFirst();
      waiting = line.size();
      head.granted(express);
    }
  }

  private boolean takeWithinLimit(long bytes) {
    long before = taken.get();
    while (before + bytes <= limitBytes) {
      long seen = taken.compareAndExchange(before, before + bytes);
      if (seen == before) {
        return true;
      }
      before = seen;
    }
    return false;
  }

  /** Somebody in line. */
  interface Waiter {
    long wantedBytes();

    /**
     * What was wanted is taken for the waiter. Any thread, with the line locked: only passes it on.
     *
     * @param express true if the waiter's frame may pass the limit until it is complete
     */
    void granted(boolean express);
  }
}
