/**
 * Properties that the author of a storage plugin extends: {@code PartitionInvariants} runs random
 * client workloads on the production kernel's broker with that storage, in a simulation, and checks
 * what must hold of partitions.
 */
package io.ringmain.testkit.invariants;
