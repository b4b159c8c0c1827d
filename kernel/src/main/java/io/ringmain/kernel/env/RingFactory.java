package io.ringmain.kernel.env;

import java.util.function.Supplier;

/** Makes rings: Disruptors in production, queues of the scheduler in a simulation. */
public interface RingFactory {

  /**
   * Makes a ring and starts its thread.
   *
   * @param name of the ring and its thread
   * @param slots a power of two
   * @param newEvent makes the events, {@code slots} of them at most
   * @param consumer called on the ring's thread
   */
  <E> Ring<E> create(String name, int slots, Supplier<E> newEvent, RingConsumer<E> consumer);
}
