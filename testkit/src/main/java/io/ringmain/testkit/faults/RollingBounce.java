package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** One broker after the other is stopped and started. */
record RollingBounce() implements Fault {
  private static final long APART_NS = 3_000_000_000L;

  static Fault draw(Random random, ClusterOptions options) {
    return new RollingBounce();
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    bounce(cluster, 0);
  }

  private void bounce(SimulatedCluster cluster, int index) {
    if (index < cluster.machines().size()) {
      Machines.of(cluster, index).stop();
      Machines.of(cluster, index).start();
      long nextNs = cluster.scheduler().monotonicNs() + APART_NS;
      cluster.scheduler().at(nextNs, () -> bounce(cluster, index + 1));
    }
  }

  @Override
  public void end(SimulatedCluster cluster) {
    // It ends by itself.
  }
}
