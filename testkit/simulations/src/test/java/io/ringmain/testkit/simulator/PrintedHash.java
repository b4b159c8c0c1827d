package io.ringmain.testkit.simulator;

/** Runs simulations and prints the hashes of their traces: for a process of its own. */
final class PrintedHash {
  private PrintedHash() {}

  public static void main(String[] args) {
    System.out.println(TraceHashTest.hash());
  }
}
