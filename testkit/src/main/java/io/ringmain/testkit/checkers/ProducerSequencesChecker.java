package io.ringmain.testkit.checkers;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.workload.SentBatch;
import io.ringmain.testkit.world.LostRecords;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Invariants 15, 16 and 38: within a producer id and epoch, sequences in a log follow one another
 * without repeat and without gap; nobody is told of a gap that is none; and an idempotent
 * producer's batch is in the log once.
 */
public final class ProducerSequencesChecker implements Checker {
  private final LogModel logs;
  private final Violations violations;

  /** For each producer in each log its batches, the latest last. */
  private final Map<Key, ArrayDeque<ModelBatch>> sequences = new HashMap<>();

  private final Map<Long, Place> whereAppended = new HashMap<>();

  public ProducerSequencesChecker(LogModel logs, Violations violations) {
    this.logs = logs;
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(15, 16, 38);
  }

  @Override
  public String description() {
    return "producer sequences without repeat and gap, no duplicates of idempotent producers";
  }

  /** Where a batch is. */
  private record Place(LogId log, long baseOffset) {}

  /** A producer in a partition. */
  private record Key(UUID topicId, int partition, long producerId) {}

  private static Key key(LogId id, long producerId) {
    return new Key(id.topicId(), id.partition(), producerId);
  }

  @Override
  public void onAppended(
      String machine, LogId id, long baseOffset, long lastOffset, ByteBuffer bytes) {
    ModelBatch batch =
        logs.find(id.topicId(), id.partition()).flatMap(ModelLog::latest).orElseThrow();
    if (batch.producerId < 0) {
      return;
    }
    ArrayDeque<ModelBatch> before =
        sequences.computeIfAbsent(key(id, batch.producerId), _ -> new ArrayDeque<>());
    ModelLog log = logs.find(id.topicId(), id.partition()).orElseThrow();
    while (!before.isEmpty() && before.getFirst().lastOffset < log.startOffset()) {
      before.removeFirst(); // Deleted: a restart may not know of it any more.
    }
    if (!before.isEmpty() && before.getLast().producerEpoch == batch.producerEpoch) {
      int expected = before.getLast().baseSequence + before.getLast().records;
      if (batch.baseSequence != expected) {
        violations.add(
            batch.baseSequence < expected ? 15 : 16,
            "sequence %d of producer %d was appended to %s at offset %d, and %d was next"
                .formatted(batch.baseSequence, batch.producerId, id, baseOffset, expected));
      }
    }
    before.add(batch);
    Place elsewhere = whereAppended.put(batch.firstId, new Place(id, baseOffset));
    if (elsewhere != null) {
      violations.add(
          38,
          "%s was appended to %s at offset %d, and is in %s already"
              .formatted(SentBatch.describe(batch.firstId), id, baseOffset, elsewhere));
    }
  }

  @Override
  public void onLost(LostRecords lost) {
    forget(lost.log());
  }

  @Override
  public void onTruncated(String machine, LogId id, long newEndOffset) {
    forget(id);
  }

  private void forget(LogId id) {
    for (ModelBatch batch : logs.latestLost()) {
      if (batch.producerId >= 0) {
        whereAppended.remove(batch.firstId);
        sequences.getOrDefault(key(id, batch.producerId), new ArrayDeque<>()).remove(batch);
      }
    }
  }

  @Override
  public void onRefused(SentBatch batch, int broker, ErrorCode error) {
    Optional<ModelLog> log = logs.find(batch.topicId(), batch.partition());
    boolean lostSome = log.isPresent() && log.get().losses() > 0;
    switch (error) {
      case OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID, INVALID_PRODUCER_EPOCH -> {
        if (!lostSome) {
          violations.add(16, batch + " was refused with " + error + ", and nothing is missing");
        }
      }
      default -> {
        // The others say nothing of sequences.
      }
    }
  }
}
