package io.ringmain.testkit.arbitraries;

/** What happens to a broker while clients produce to it and fetch from it. */
public sealed interface WorkloadStep {

  /** Nothing but the clients' own work. */
  record Work(int ms) implements WorkloadStep {}

  /**
   * A client deletes the oldest records of a partition.
   *
   * @param partition counted round and round, so any number will do
   * @param percent of the log end offset; 100 for all that there is
   */
  record DeleteRecords(int partition, int percent) implements WorkloadStep {}

  /** The broker is stopped cleanly and started again. */
  record Restart() implements WorkloadStep {}
}
