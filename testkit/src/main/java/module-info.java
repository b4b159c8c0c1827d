/**
 * Conformance suites for plugins, in-memory plugins, deterministic simulation and jqwik
 * arbitraries, for tests of brokers, plugins and applications.
 */
module io.ringmain.testkit {
  requires transitive io.ringmain.kernel;
  // Only the suites need them, and who runs a suite has them. Not transitive: who runs none would
  // have to have them all the same, to be compiled.
  requires static net.jqwik.api;
  requires static org.junit.jupiter.api;

  exports io.ringmain.testkit.arbitraries;
  exports io.ringmain.testkit.checkers;
  exports io.ringmain.testkit.client;
  exports io.ringmain.testkit.faults;
  exports io.ringmain.testkit.invariants;
  exports io.ringmain.testkit.memory;
  exports io.ringmain.testkit.simulation;
  exports io.ringmain.testkit.tck;
  exports io.ringmain.testkit.tck.coordination;
  exports io.ringmain.testkit.tck.storage;
  exports io.ringmain.testkit.tck.transport;
  exports io.ringmain.testkit.simulator;
  exports io.ringmain.testkit.workload;
  exports io.ringmain.testkit.world;

  // The engines call the tests of the suites by reflection.
  opens io.ringmain.testkit.arbitraries;
  opens io.ringmain.testkit.invariants;
  opens io.ringmain.testkit.tck.coordination;
  opens io.ringmain.testkit.tck.storage;
  opens io.ringmain.testkit.tck.transport;
}
