/**
 * The coordination contract: a small, strongly ordered tree of versioned values that a cluster
 * agrees upon, with sessions, ephemeral entries, watches and atomic multi-operations.
 *
 * <p>Its shape is ZooKeeper's, but no ZooKeeper type crosses it: etcd or an embedded Raft can
 * provide it.
 *
 * <p>A fenced election is made of these operations: in one commit, create an ephemeral entry and
 * set a lasting one that counts the elections, expecting its version as read before; then check
 * that lasting entry's version in the same commit as every write that the elected makes. The
 * ephemeral entry's own version would not do: it begins at the same number whenever the entry comes
 * back.
 */
package io.ringmain.spi.coordination;
