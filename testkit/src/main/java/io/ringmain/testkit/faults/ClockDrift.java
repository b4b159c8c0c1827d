package io.ringmain.testkit.faults;

import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** The wall clock of a machine goes too fast, or too slowly. */
record ClockDrift(int machine, double part) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new ClockDrift(Machines.draw(random, options), random.nextDouble() * 0.4 - 0.2);
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).process().ifPresent(process -> process.driftClock(part));
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).process().ifPresent(SimulatedProcess::setClockRight);
  }
}
