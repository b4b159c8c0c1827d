package io.ringmain.testkit.simulator;

/** Runs one simulation and prints the hash of its trace: for a process of its own. */
final class PrintedHash {
  private PrintedHash() {}

  public static void main(String[] args) {
    System.out.println(Simulation.run(TraceHashTest.PLAN).traceHash());
  }
}
