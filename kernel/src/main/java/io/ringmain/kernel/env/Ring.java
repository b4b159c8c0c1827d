package io.ringmain.kernel.env;

/**
 * A bounded ring of reused events with one consumer thread.
 *
 * <pre>
 *   any thread:  tryClaim ─▶ eventAt(sequence) filled in ─▶ publish(sequence) ─┐
 *   any thread:  execute(task) ────────────────────────────────────────────┐   │
 *                                                                          ▼   ▼
 *   ring thread: task()…                           RingConsumer.onEvent(event, endOfBatch)
 * </pre>
 *
 * <p>Events are consumed in the order in which they were claimed; tasks in the order in which they
 * were given. Both run on the ring's one thread, so what they share needs no lock. Nothing is ever
 * dropped or reordered (Invariant 46).
 *
 * @param <E> the event class; instances are made once and reused for ever
 */
public interface Ring<E> extends AutoCloseable {

  /** What {@link #tryClaim} says when the ring is full. */
  long FULL = -1;

  /** Claims the next slot, or says {@link #FULL}. Never waits. Who claims must publish. */
  long tryClaim();

  /** The event in a slot claimed. */
  E eventAt(long ringSequence);

  /** Hands a claimed slot to the consumer. */
  void publish(long ringSequence);

  /**
   * Runs a task on the ring thread, soon. For control flow, not for data: tasks do not count
   * against the slots, so whoever calls this must be bounded by other means (one at a time for a
   * connection, a timer or a partition).
   */
  void execute(Runnable task);

  /** Slots claimed and not yet consumed, for whoever watches; 0 where nobody counts. Any thread. */
  default long occupancy() {
    return 0;
  }

  /** Whether the caller is on the ring's thread. */
  boolean onRingThread();

  /** Consumes what was published, then stops the thread. Idempotent. */
  @Override
  void close();
}
