/**
 * The group coordinator: members of a group agree on who consumes which partition, and leave their
 * committed offsets, by Kafka's classic protocol.
 *
 * <pre>
 *   Join, Sync, Heartbeat, Leave          OffsetCommit, OffsetFetch, OffsetDelete
 *              │                                          │
 *              ▼                                          ▼
 *   {@link io.ringmain.kernel.group.GroupCoordinator}: one for each partition of __consumer_offsets led here
 *      │             │                                 │
 *      ▼             ▼                                 ▼
 *   {@link io.ringmain.kernel.group.ClassicGroup}   records ─▶ log ─▶ replay ─▶ {@link io.ringmain.kernel.group.GroupLedger}
 *   who waits, timers,                                 what the log says: generations, assignments,
 *   the rebalance under way                            committed offsets; nothing else outlives a restart
 * </pre>
 *
 * <p>An operation produces records, and replaying records is what changes the ledger, so that
 * loading a partition and serving it are the same code. What a rebalance needs in between, the
 * parked requests and the timers, is lost with the broker: clients then join again.
 *
 * <p>Start reading at {@link io.ringmain.kernel.group.GroupCoordinator}, then {@link
 * io.ringmain.kernel.group.ClassicGroup} for the states.
 */
package io.ringmain.kernel.group;
