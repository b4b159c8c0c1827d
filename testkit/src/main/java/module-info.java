/** Conformance suites, in-memory plugins and deterministic simulation. */
module io.ringmain.testkit {
  requires transitive io.ringmain.kernel;
}
