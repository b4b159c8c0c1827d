package io.ringmain.spi.storage;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * An append-only run of record batches with a start and an end offset.
 *
 * <p>Threads. S7: one thread at a time, the <em>writer</em> (the ring thread of the partition's
 * shard), calls what changes the log: {@code append}, {@code startLeaderEpoch}, {@code truncateTo},
 * {@code truncateFullyAndStartAt}, {@code advanceStart}, {@code roll}, {@code replace}, {@code
 * firstDirtyOffset(long)}, {@code reconfigure}, {@code saveSnapshot}, {@code flush} and {@code
 * close}. Everything else may be called from any thread at any time. S8: what a writer call changed
 * is visible to other threads no later than its return.
 *
 * <p>Waiting. S9: no writer call waits for a disk write or flush beyond what the operating system's
 * page cache makes unavoidable.
 *
 * <p>Failure. S10: a writer call that throws has changed nothing that a reader can see; after a
 * {@link StorageException} that is not {@linkplain StorageException.Kind#retriable() retriable} the
 * log refuses every further writer call with the same exception, and reads go on.
 */
public interface PartitionLog extends AutoCloseable {

  LogId id();

  /**
   * The first offset that can be read. S11. It never goes back, not even in a crash, except where a
   * {@linkplain #truncateFullyAndStartAt truncation} says so.
   */
  long logStartOffset();

  /** The offset that the next record gets: one past the last (exclusive end). */
  long logEndOffset();

  /**
   * Everything below this offset outlives a failure of the machine. S31. At most the log end
   * offset; it grows as the storage flushes, and {@link #flush} asks for it.
   */
  long durableOffset();

  /** Bytes of record batches between log start and log end. */
  long sizeBytes();

  /** The directory, among the storage's own, in which this log lives. */
  LogDirectory directory();

  /**
   * Appends one or more whole record batches, with base offsets and leader epochs already assigned.
   *
   * <p>S12. The first base offset is at least {@link #logEndOffset()}, and each further one greater
   * than the last offset before it; otherwise, and when the bytes are no whole record batches,
   * {@link IllegalArgumentException} and nothing is appended. S13. All or none of {@code
   * recordBatches} is appended. S14. On return the log end offset is one past the last offset and
   * the batches can be read; they survive the death of the process but not of the machine until
   * {@link #durableOffset()} has passed them. S15. The buffer is the caller's again on return. Its
   * content between position and limit is appended; position and limit do not matter afterwards.
   * S16. A batch with a leader epoch greater than {@link #latestLeaderEpoch()} begins that leader
   * epoch at its base offset.
   *
   * <p>S32. When there is no room, or less than {@link StorageContext#minFreeBytes}, {@link
   * StorageException} of kind {@code FULL}; everything but appending goes on, and appending too
   * when there is room again.
   *
   * @throws StorageException of kind {@code FULL} as said (retriable), {@code OFFLINE} after an I/O
   *     error
   */
  void append(ByteBuffer recordBatches);

  /**
   * Reads whole record batches.
   *
   * <p>S17. The slice starts with the batch that holds {@code offset} (or, where compaction left a
   * gap, the first after it), holds only whole batches whose last offset is below {@code
   * upToOffset}, and at most {@code maxBytes}; if {@code atLeastOneBatch}, the first batch is
   * returned even when it is larger. It may end early, for example where a segment ends, but is
   * empty only when no batch fits these bounds. S18. Bytes of a slice do not change while it is
   * open, whatever is truncated, cut away or deleted meanwhile.
   *
   * @param offset between log start and log end offset, both inclusive
   * @param maxBytes 0 or more
   * @param upToOffset exclusive upper bound, such as the high watermark
   * @throws OffsetOutOfRangeException if {@code offset} is outside the log
   * @throws StorageException if the bytes cannot be read
   */
  LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch);

  /**
   * S29. Base offset of the first record batch whose largest timestamp is at least {@code
   * timestamp}; empty when there is none. The caller looks inside the batch for the record. A batch
   * that holds the log start offset inside counts whole, so what it begins with may lie below the
   * log start.
   */
  OptionalLong batchAtOrAfter(long timestamp);

  /**
   * Base offset of the first record batch that has the log's largest timestamp (S29); empty in an
   * empty log.
   */
  OptionalLong batchWithLargestTimestamp();

  /** The largest leader epoch with a start offset in this log, or −1. */
  int latestLeaderEpoch();

  /**
   * Notes that {@code leaderEpoch} begins at the log end offset. S19. Leader epochs and their start
   * offsets only grow; a leader epoch not above the latest is ignored. An epoch that began at the
   * same offset as a new one, and so is empty, gives way to it.
   */
  void startLeaderEpoch(int leaderEpoch);

  /**
   * Where a leader epoch ends (KIP-101, KIP-279). S20. The answer is the largest leader epoch known
   * that is at most {@code leaderEpoch}, and its end: the start of the next one known, or the log
   * end offset for the latest; empty when none is known at or below it.
   */
  Optional<LeaderEpochEnd> endOfLeaderEpoch(int leaderEpoch);

  /**
   * Removes every record batch with an offset at or above {@code offset}. A batch that holds {@code
   * offset} inside goes as a whole. S21. Leader epochs that begin at or above the new end, index
   * entries and snapshots beyond it go too. The log end offset becomes {@code offset}, or the base
   * offset of the batch that was cut through, but no less than the log start offset. At or above
   * the log end: no batch goes, but a leader epoch that begins at the log end does, for its leader
   * has appended nothing. Below the log start: as {@link #truncateFullyAndStartAt}.
   */
  void truncateTo(long offset);

  /** Empties the log and lets it start and end at {@code offset}, which may be anywhere. */
  void truncateFullyAndStartAt(long offset);

  /**
   * Moves the log start offset up. S22. Space below is given back in whole segments, the active one
   * never; records below the new start are not read any more. Leader epochs that end at or below it
   * go, the one that holds it now begins there. Below the current start: does nothing.
   *
   * @throws IllegalArgumentException above the log end offset
   */
  void advanceStart(long newLogStartOffset);

  /**
   * The segments in order, the active one last: what retention is decided upon. S30. A segment
   * never grows beyond {@link LogConfig#segmentBytes}, nor do its timestamps beyond {@link
   * LogConfig#segmentMs}: the log rolls before. An append larger than a segment may be is refused
   * with {@link IllegalArgumentException}.
   */
  List<LogSegmentInfo> segments();

  /** Starts a new segment at the log end offset, unless the active one is empty (S30). */
  void roll();

  /**
   * Begins to write whole segments anew, as compaction does. The active one is never among them.
   *
   * @param fromOffset base offset of the first segment to be replaced
   * @param toOffset base offset of the first one after them, less than 2^31 further on
   * @return empty when there are no such segments, or the storage cannot replace any
   */
  default Optional<LogRewrite> rewrite(long fromOffset, long toOffset) {
    return Optional.empty();
  }

  /**
   * Puts a finished rewrite in the place of its segments, which become one. S27. Readers see the
   * old content or the new one, never a mixture within one slice, and slices handed out stay as
   * they are; after a crash at any moment the log has one or the other. Offsets, leader epochs,
   * snapshots, log start and log end offset stay as they are.
   *
   * @return false when the log no longer has exactly those segments, truncated or cut away
   *     meanwhile; then nothing has changed
   */
  default boolean replace(LogRewrite rewrite) {
    return false;
  }

  /**
   * Where compaction goes on: what was last given to {@link #firstDirtyOffset(long)}, or less after
   * a crash or truncation; 0 when nothing was.
   */
  default long firstDirtyOffset() {
    return 0;
  }

  /** S28. Remembers where compaction goes on, over a restart. */
  default void firstDirtyOffset(long offset) {}

  /** Takes new settings; they hold for what is written from now on (S30). */
  void reconfigure(LogConfig config);

  /**
   * Makes everything appended so far durable (S31). Does not wait: completes with the new {@link
   * #durableOffset()} on a thread of the storage, or exceptionally with {@link StorageException}.
   */
  CompletionStage<Long> flush();

  /**
   * Keeps what the kernel derives from this log (its producers' sequences) as of {@code offset}, at
   * most the log end offset, so that a restart need not read the log from its start. S23. At least
   * the two latest are kept; one that is torn by a crash is never returned. The storage takes a
   * copy of the bytes and writes them in its own time.
   */
  void saveSnapshot(long offset, ByteBuffer content);

  /**
   * The snapshot with the largest offset that is at most {@code atMost} and not below the log start
   * offset.
   */
  Optional<LogSnapshot> latestSnapshot(long atMost);

  /** Flushes and closes. Idempotent. Slices handed out stay readable until closed. */
  @Override
  void close();
}
