package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.SimulatedMachine;
import java.util.Random;

/** Machines of a cluster, by their place in it. */
final class Machines {
  private Machines() {}

  static int draw(Random random, ClusterOptions options) {
    return random.nextInt(options.brokers());
  }

  static SimulatedMachine of(SimulatedCluster cluster, int index) {
    return cluster.machines().get(index);
  }
}
