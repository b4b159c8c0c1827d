package io.ringmain.testkit.faults;

import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Random;

/** The wall clock of a machine is set forward, or back. */
record ClockJump(int machine, int ms) implements Fault {
  static Fault draw(Random random, ClusterOptions options) {
    return new ClockJump(Machines.draw(random, options), random.nextInt(7_200_000) - 3_600_000);
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    Machines.of(cluster, machine).process().ifPresent(process -> process.jumpClock(ms));
  }

  @Override
  public void end(SimulatedCluster cluster) {
    Machines.of(cluster, machine).process().ifPresent(SimulatedProcess::setClockRight);
  }
}
