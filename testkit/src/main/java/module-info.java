/**
 * In-memory plugins and deterministic simulation, for tests of brokers, plugins and applications.
 */
module io.ringmain.testkit {
  requires transitive io.ringmain.kernel;

  exports io.ringmain.testkit.checkers;
  exports io.ringmain.testkit.client;
  exports io.ringmain.testkit.faults;
  exports io.ringmain.testkit.memory;
  exports io.ringmain.testkit.simulation;
  exports io.ringmain.testkit.simulator;
  exports io.ringmain.testkit.workload;
  exports io.ringmain.testkit.world;
}
