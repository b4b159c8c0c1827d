package io.ringmain.kernel.env.system;

import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
import io.ringmain.kernel.env.RingFactory;
import java.util.function.Supplier;

/** Makes Disruptor rings that wait in one way. */
record DisruptorRings(WaitPolicy policy) implements RingFactory {
  @Override
  public <E> Ring<E> create(
      String name, int slots, Supplier<E> newEvent, RingConsumer<E> consumer) {
    return new DisruptorRing<>(name, slots, newEvent, consumer, policy);
  }
}
