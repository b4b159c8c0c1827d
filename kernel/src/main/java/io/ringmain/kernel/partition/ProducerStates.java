package io.ringmain.kernel.partition;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.record.RecordBatchView;
import java.util.List;

/**
 * The producers of one partition: refuses gaps and stale epochs, recognises repeats.
 *
 * <pre>
 *   check(batch) ─▶ NONE ─────────▶ append to the log ─▶ appended(batch)
 *              ├──▶ DUPLICATE_SEQUENCE_NUMBER: answer with the offset it got the first time
 *              └──▶ OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH: refuse
 * </pre>
 *
 * <p>State is changed by {@link #appended} alone, for batches just written as for batches read
 * again after a restart. Belongs to one ring thread. Source: KIP-98.
 */
final class ProducerStates {
  private final ProducerTable table = new ProducerTable();

  int size() {
    return table.size();
  }

  /** What the sequences of a batch from a client say; batches without producer id are fine. */
  ErrorCode check(RecordBatchView batch) {
    if (!batch.hasProducerId()) {
      return ErrorCode.NONE;
    }
    ProducerState producer = table.find(batch.producerId());
    if (producer == null) {
      return ErrorCode.NONE; // Never seen, or forgotten: any sequence may come next.
    }
    if (batch.producerEpoch() < producer.producerEpoch()) {
      return ErrorCode.INVALID_PRODUCER_EPOCH;
    }
    if (batch.producerEpoch() > producer.producerEpoch()) {
      return batch.baseSequence() == 0 ? ErrorCode.NONE : ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
    }
    if (producer.baseOffsetOf(batch.baseSequence(), batch.lastSequence()) >= 0) {
      return ErrorCode.DUPLICATE_SEQUENCE_NUMBER;
    }
    return !producer.hasBatches() || follows(producer.lastSequence(), batch.baseSequence())
        ? ErrorCode.NONE
        : ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
  }

  /** The base offset that a repeated batch got when it was appended. */
  long offsetOfDuplicate(RecordBatchView batch) {
    return table.find(batch.producerId()).baseOffsetOf(batch.baseSequence(), batch.lastSequence());
  }

  /** The timestamp that a repeated batch got when it was appended, its largest. */
  long timestampOfDuplicate(RecordBatchView batch) {
    return table.find(batch.producerId()).timestampOf(batch.baseSequence(), batch.lastSequence());
  }

  /** Words for the client about a batch that {@link #check} refused. */
  String describe(RecordBatchView batch) {
    ProducerState producer = table.find(batch.producerId());
    return "producer %d epoch %d sequence %d; known here: epoch %d, last sequence %d"
        .formatted(
            batch.producerId(),
            batch.producerEpoch(),
            batch.baseSequence(),
            producer.producerEpoch(),
            producer.lastSequence());
  }

  /** Takes a batch that is in the log now. */
  void appended(RecordBatchView batch) {
    if (!batch.hasProducerId() || batch.isControl()) {
      return;
    }
    ProducerState producer = findOrAdd(batch.producerId(), batch.producerEpoch());
    producer.append(
        batch.producerEpoch(),
        batch.baseSequence(),
        batch.lastSequence(),
        batch.lastOffset(),
        batch.maxTimestamp());
  }

  /** The state of a producer; a new one if it was not known. */
  ProducerState findOrAdd(long producerId, short producerEpoch) {
    ProducerState producer = table.find(producerId);
    if (producer == null) {
      producer = new ProducerState(producerId, producerEpoch);
      table.add(producer);
    }
    return producer;
  }

  /**
   * Forgets producers without a batch since {@code sinceMs}. As in Kafka the largest timestamp in
   * their latest batch counts, which is the broker's clock only where the topic stamps at append.
   */
  void expire(long sinceMs) {
    table.retain(producer -> producer.lastActiveMs() > sinceMs);
  }

  /** Forgets all of them, to begin anew. */
  void clear() {
    table.retain(_ -> false);
  }

  List<ProducerState> all() {
    return table.all();
  }

  private static boolean follows(int lastSequence, int firstSequence) {
    return firstSequence == RecordBatchView.incrementSequence(lastSequence, 1);
  }
}
