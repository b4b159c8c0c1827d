package io.ringmain.testkit.memory;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationProvider;

/** The coordination plugin {@code memory}, of one store. */
record MemoryCoordinationProvider(MemoryEnsemble ensemble) implements CoordinationProvider {
  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Coordination open(CoordinationContext context) {
    return ensemble.open();
  }
}
