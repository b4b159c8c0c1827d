/**
 * The write path, from a produce request to its acknowledgement.
 *
 * <pre>
 *  transport thread          | ring thread (one per shard)               | transport thread
 *  1 frame → 2 decode, check → 3 publish → 4 append                      |
 *                            |    5 publish log end, ask for a flush     |
 *                            |    6 follower progress → high watermark   |
 *                            |    7 acknowledge ─────────────────────────→ 8 response, in request order
 * </pre>
 *
 * <p>Steps 1 and 8 are {@code ClientConnection}; 2 and 3 are {@code ProduceHandler}; {@link
 * io.ringmain.kernel.write.Shard} sets up 4 to 7, each of which is a method of {@link
 * io.ringmain.kernel.partition.Partition}. A partition belongs to one shard for good, so its state
 * needs no lock.
 */
package io.ringmain.kernel.write;
