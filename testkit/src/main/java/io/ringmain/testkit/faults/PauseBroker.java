package io.ringmain.testkit.faults;

import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.Optional;
import java.util.Random;

/** A broker stands still, as in a long pause of its garbage collector, and then goes on. */
final class PauseBroker implements Fault {
  private final int machine;
  private Optional<SimulatedProcess> paused = Optional.empty();

  private PauseBroker(int machine) {
    this.machine = machine;
  }

  static Fault draw(Random random, ClusterOptions options) {
    return new PauseBroker(Machines.draw(random, options));
  }

  @Override
  public void begin(SimulatedCluster cluster) {
    paused = Machines.of(cluster, machine).process();
    paused.ifPresent(SimulatedProcess::pause);
  }

  @Override
  public void end(SimulatedCluster cluster) {
    paused.ifPresent(SimulatedProcess::resume);
  }

  @Override
  public String toString() {
    return "PauseBroker[machine=" + machine + "]";
  }
}
