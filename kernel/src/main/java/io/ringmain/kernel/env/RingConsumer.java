package io.ringmain.kernel.env;

/**
 * Consumes the events of a ring, on the ring's thread.
 *
 * @param <E> the event class
 */
public interface RingConsumer<E> {

  /** One event. It is reused afterwards: take what you need, and clear what it refers to. */
  void onEvent(E event);

  /**
   * No further event or task is at hand right now: the moment for what is done once for many, such
   * as flushes and wake-ups. Called after every run of events or tasks.
   */
  void onEndOfBatch();
}
