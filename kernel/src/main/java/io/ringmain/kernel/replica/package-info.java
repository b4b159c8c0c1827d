/**
 * Which partitions this broker hosts: opens, closes and deletes them as the metadata says, and
 * finds them for those who read and write.
 *
 * <pre>
 *   metadata image ─▶ Replicas ─┬─▶ StoredLogs         opens, creates, deletes logs
 *                               ├─▶ HostedPartitions   one thing after the other, on the rings
 *                               ├─▶ ReplicaRoles       lead, follow, resign ─▶ listeners
 *   clients ────── find ────────┼─▶ OpenPartitions ─▶ TopicReplicas ─▶ Partition
 *                               └─▶ LogMoves ─▶ LogMove ─▶ LogCopy    to another log directory
 * </pre>
 */
package io.ringmain.kernel.replica;
