package io.ringmain.testkit.checkers;

/**
 * A record batch as it was appended. Belongs to the {@link LogModel}.
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
  boolean acknowledged;
  boolean fetched;
  boolean damaged;
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
      int baseSequence) {
    this.baseOffset = baseOffset;
    this.lastOffset = lastOffset;
    this.leaderEpoch = leaderEpoch;
    this.crc = crc;
    this.firstId = firstId;
    this.records = records;
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.baseSequence = baseSequence;
  }
}
