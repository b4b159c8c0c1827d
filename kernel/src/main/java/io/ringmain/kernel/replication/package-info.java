/**
 * Keeps the replicas of this broker like their leaders' (KIP-101, KIP-227, KIP-497, KIP-595).
 *
 * <pre>
 *   replication ring                         connection's thread      shard's ring
 *   LeaderFetcher: fetch request ──────────▶ leader
 *        ▲          response ◀────────────── decoded
 *        │              └──────────────────────────────────────────▶ FetchedBatches: append,
 *        └── next fetch, from the new log end offsets on ◀────────── truncate
 *
 *   InSyncUpdates: proposals of partitions led here ──▶ AlterPartition ──▶ the controller
 * </pre>
 *
 * <p>One ring thread serves all fetchers: it moves no records, which are appended on the rings of
 * their partitions.
 */
package io.ringmain.kernel.replication;
