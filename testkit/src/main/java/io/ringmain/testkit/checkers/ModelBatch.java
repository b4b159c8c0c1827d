package io.ringmain.testkit.checkers;

import java.util.Set;
import java.util.TreeSet;

/**
 * A record batch as a leader appended it. All replicas that have the very same one share it, so
 * what is known of it is known of all. Belongs to the {@link LogModel}.
 *
 * <p>Sequences are −1 where the producer is not idempotent, and {@code firstId} is −1 where the
 * batch is none of a simulated producer.
 */
public final class ModelBatch {
  public final long baseOffset;
  public final long lastOffset;
  public final int leaderEpoch;
  public final int crc;
  public final long firstId;
  public final int records;
  public final long producerId;
  public final short producerEpoch;
  public final int baseSequence;
  public final long maxTimestamp;
  public final int sizeBytes;

  /** The machines whose disk has lost it, and that have not got it again since. */
  final Set<String> lostBy = new TreeSet<>();

  /** Another that was appended at the same offset, and before. */
  ModelBatch nextAtOffset;

  boolean acknowledged;
  boolean fetched;
  boolean excused;

  ModelBatch(
      long baseOffset,
      long lastOffset,
      int leaderEpoch,
      int crc,
      long firstId,
      int records,
      long producerId,
      short producerEpoch,
      int baseSequence,
      long maxTimestamp,
      int sizeBytes) {
    this.baseOffset = baseOffset;
    this.lastOffset = lastOffset;
    this.leaderEpoch = leaderEpoch;
    this.crc = crc;
    this.firstId = firstId;
    this.records = records;
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.baseSequence = baseSequence;
    this.maxTimestamp = maxTimestamp;
    this.sizeBytes = sizeBytes;
  }

  /** Whether it is the same: the same bytes at the same offset, from the same leader. */
  boolean isSameAs(ModelBatch other) {
    return this == other
        || (baseOffset == other.baseOffset && leaderEpoch == other.leaderEpoch && crc == other.crc);
  }

  /** Whether somebody relies on it: its producer was told, or a consumer has read it. */
  boolean isCommitted() {
    return acknowledged || fetched;
  }
}
