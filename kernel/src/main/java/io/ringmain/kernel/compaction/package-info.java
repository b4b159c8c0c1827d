/**
 * Log compaction: keeps the last record of each key.
 *
 * <pre>
 *   log start         first dirty offset          uncleanable from        log end
 *      │  compacted before  │      dirty                 │  active, too young │
 *      └────── read, filtered, written anew ─────────────┘
 *                           └─ 1 read: key → last offset ┘
 *
 *   1 KeyOffsets      a bounded table is filled from the dirty part; what does not fit is for later
 *   2 LogCompaction   segments are copied without what the table knows to be outdated, and replaced
 *   3                 the first dirty offset moves on
 * </pre>
 *
 * <p>{@link io.ringmain.kernel.compaction.Compactor} chooses the log with the largest dirty share.
 * All reading and copying is done in steps of bounded size on the environment's background threads;
 * only the replacing itself is done by the ring of the partition's shard.
 */
package io.ringmain.kernel.compaction;
