package io.ringmain.testkit.memory;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.testkit.tck.coordination.CoordinationTck;

/** The coordination in memory keeps the rules. */
final class MemoryCoordinationTest extends CoordinationTck {
  /** Its thread is a daemon: the last of the sessions leaves it to the end of the JVM. */
  private static final MemoryEnsemble ENSEMBLE = new MemoryEnsemble();

  @Override
  protected CoordinationProvider provider() {
    return ENSEMBLE.provider();
  }

  @Override
  protected boolean stopStore() {
    ENSEMBLE.reachable(false);
    return true;
  }

  @Override
  protected void startStore() {
    ENSEMBLE.reachable(true);
  }

  @Override
  protected boolean expire(Coordination session) {
    ((MemoryCoordination) session).expire();
    return true;
  }
}
