package io.ringmain.spi.storage;

import java.nio.ByteBuffer;

/**
 * New content for a run of whole segments, which the log shows only once it is put in place: what
 * compaction is made of.
 *
 * <pre>
 *   PartitionLog.rewrite ──▶ append* ──▶ finish ──▶ PartitionLog.replace (writer)
 *                              └───────────┴──▶ close: as if nothing had been
 * </pre>
 *
 * <p>S25. One rewrite of a log is open at a time. It is used by one thread at a time, which need
 * not be the writer and may have to wait for the disk. Every rewrite is closed, also one that was
 * put in place; closing is idempotent.
 */
public interface LogRewrite extends AutoCloseable {

  /**
   * Appends whole record batches. S26. They keep their offsets: each begins above the last offset
   * before it, all lie in the range to be replaced, and gaps are allowed anywhere. The buffer is
   * the caller's again on return.
   *
   * @throws IllegalArgumentException if they do not; nothing is appended then
   * @throws StorageException if there is no room, or the log has gone
   */
  void append(ByteBuffer recordBatches);

  /** Bytes appended. */
  long sizeBytes();

  /** Makes the new content durable; nothing is appended any more. May wait for the disk. */
  void finish();

  /** Lets go of what was not put in place; after a crash nothing of that is left either. */
  @Override
  void close();
}
