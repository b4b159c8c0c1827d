package io.ringmain.testkit.arbitraries;

/**
 * Something that happens to the replicas of a partition. Replicas are counted round and round, so
 * any number will do; what cannot happen, such as the fall of one that has fallen, does not.
 */
public sealed interface ReplicaStep {

  /** The leader, if there is one, appends records, and all in-sync replicas have them. */
  record Append(int records) implements ReplicaStep {}

  /** A replica ends or falls behind. It leaves the in-sync replicas, unless it is the last. */
  record Fall(int replica) implements ReplicaStep {}

  /** A replica is back and has caught up. */
  record Return(int replica) implements ReplicaStep {}

  /** The first of the assigned replicas leads again, if it is in sync. */
  record ElectPreferred() implements ReplicaStep {}
}
