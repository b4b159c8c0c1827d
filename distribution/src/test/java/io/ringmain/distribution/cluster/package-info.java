/**
 * A cluster of real processes, brokers and a ZooKeeper ensemble, treated badly.
 *
 * <p>{@code TestCluster} is the harness, {@code Fault} what is done to it, {@code VerifiableRun}
 * what Kafka's own programs saw meanwhile, {@code ReplicaFiles} what lies on the disks afterwards.
 */
package io.ringmain.distribution.cluster;
