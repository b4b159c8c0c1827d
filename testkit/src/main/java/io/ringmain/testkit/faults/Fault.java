package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.SimulatedCluster;

/** Something that goes wrong for a while. Used once. */
public interface Fault {

  /** It goes wrong from now on. */
  void begin(SimulatedCluster cluster);

  /** It is over: what {@link #begin} did is healed. */
  void end(SimulatedCluster cluster);
}
