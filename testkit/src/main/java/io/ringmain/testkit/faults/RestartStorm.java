package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** A broker is killed again and again, whenever it has just come up. */
record RestartStorm(int machine, int times) implements Fault {
  private static final long APART_NS = 700_000_000;

  static Fault draw(Random random, ClusterOptions options) {
    return new RestartStorm(Machines.draw(random, options), 2 + random.nextInt(4));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    storm(cluster, times);
  }

  private void storm(SimulatedCluster cluster, int left) {
    Machines.of(cluster, machine).kill();
    Machines.of(cluster, machine).start();
    if (left > 1) {
      long nextNs = cluster.scheduler().monotonicNs() + APART_NS;
      cluster.scheduler().at(nextNs, () -> storm(cluster, left - 1));
    }
  }

  @Override
  public void end(SimulatedCluster cluster) {
    // The last start of the storm is the end of it.
  }
}
