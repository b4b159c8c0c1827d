package io.ringmain.kernel.partition;

/**
 * What a partition remembers of one producer: its epoch and its latest record batches, by which a
 * repeated one is known (Invariants 15–17).
 *
 * <p>Five batches, because a producer has at most five requests in flight. Belongs to one ring
 * thread. Hot path: fixed arrays, no allocation after the first batch.
 */
final class ProducerState {
  static final int NO_SEQUENCE = -1;
  private static final int REMEMBERED_BATCHES = 5;

  private final long producerId;
  private short producerEpoch;
  private final int[] firstSequences = new int[REMEMBERED_BATCHES];
  private final int[] lastSequences = new int[REMEMBERED_BATCHES];
  private final long[] lastOffsets = new long[REMEMBERED_BATCHES];
  private final long[] timestampsMs = new long[REMEMBERED_BATCHES];

  /** How many are remembered; the latest stands at {@code (next - 1) mod 5}. */
  private int remembered;

  private int next;
  private long lastActiveMs;

  ProducerState(long producerId, short producerEpoch) {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
  }

  long producerId() {
    return producerId;
  }

  short producerEpoch() {
    return producerEpoch;
  }

  /** Timestamp of the latest batch, milliseconds since the epoch: expiry counts from it. */
  long lastActiveMs() {
    return lastActiveMs;
  }

  boolean hasBatches() {
    return remembered > 0;
  }

  int lastSequence() {
    return remembered == 0 ? NO_SEQUENCE : lastSequences[latest()];
  }

  long lastOffset() {
    return remembered == 0 ? AppendOutcome.NONE : lastOffsets[latest()];
  }

  /** Visits what is remembered, in the order of the log. */
  void forEachBatch(BatchVisitor visitor) {
    for (int i = 0; i < remembered; i++) {
      int at = (next + REMEMBERED_BATCHES - remembered + i) % REMEMBERED_BATCHES;
      visitor.visit(firstSequences[at], lastSequences[at], lastOffsets[at], timestampsMs[at]);
    }
  }

  /** Base offset of the remembered batch with exactly these sequences, or −1. */
  long baseOffsetOf(int firstSequence, int lastSequence) {
    int i = indexOf(firstSequence, lastSequence);
    return i < 0 ? AppendOutcome.NONE : lastOffsets[i] - distance(firstSequence, lastSequence);
  }

  /** Largest timestamp of the remembered batch with exactly these sequences, or −1. */
  long timestampOf(int firstSequence, int lastSequence) {
    int i = indexOf(firstSequence, lastSequence);
    return i < 0 ? AppendOutcome.NONE : timestampsMs[i];
  }

  private int indexOf(int firstSequence, int lastSequence) {
    for (int i = 0; i < remembered; i++) {
      if (firstSequences[i] == firstSequence && lastSequences[i] == lastSequence) {
        return i;
      }
    }
    return -1;
  }

  /** Takes a batch that was appended. A greater producer epoch forgets what went before it. */
  void append(short epoch, int firstSequence, int lastSequence, long lastOffset, long timestampMs) {
    if (epoch != producerEpoch) {
      producerEpoch = epoch;
      remembered = 0;
      next = 0;
    }
    firstSequences[next] = firstSequence;
    lastSequences[next] = lastSequence;
    lastOffsets[next] = lastOffset;
    timestampsMs[next] = timestampMs;
    next = (next + 1) % REMEMBERED_BATCHES;
    remembered = Math.min(remembered + 1, REMEMBERED_BATCHES);
    lastActiveMs = timestampMs;
  }

  private int latest() {
    return (next + REMEMBERED_BATCHES - 1) % REMEMBERED_BATCHES;
  }

  /** Sequences wrap from 2^31 − 1 to 0. */
  static int distance(int firstSequence, int lastSequence) {
    return (lastSequence - firstSequence) & Integer.MAX_VALUE;
  }

  /** Sees one remembered batch. */
  @FunctionalInterface
  interface BatchVisitor {
    void visit(int firstSequence, int lastSequence, long lastOffset, long timestampMs);
  }
}
