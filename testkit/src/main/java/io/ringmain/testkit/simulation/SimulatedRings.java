package io.ringmain.testkit.simulation;

import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
import io.ringmain.kernel.env.RingFactory;
import java.util.function.Supplier;

/** Makes rings that the scheduler drains. */
record SimulatedRings(SimulatedProcess process) implements RingFactory {
  @Override
  public <E> Ring<E> create(
      String name, int slots, Supplier<E> newEvent, RingConsumer<E> consumer) {
    return new SimulatedRing<>(process, name, slots, newEvent, consumer);
  }
}
