/**
 * The coordination contract: a small, strongly ordered tree of versioned values that a cluster
 * agrees upon, with sessions, ephemeral entries, watches and atomic multi-operations.
 *
 * <p>Its shape is ZooKeeper's, but no ZooKeeper type crosses it: etcd or an embedded Raft can provide
 * it. A fenced election is made of these operations: create an ephemeral entry, and check the
 * election's version in the same commit as every write that the elected makes.
 */
package io.ringmain.spi.coordination;
