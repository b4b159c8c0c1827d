package io.ringmain.testkit.checkers;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.workload.SentBatch;
import io.ringmain.testkit.world.LostRecords;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Invariants 15, 16 and 38: within a producer id and epoch, sequences in a log follow one another
 * without repeat and without gap; nobody is told of a gap that is none; and an idempotent
 * producer's batch is in the log once.
 */
public final class ProducerSequencesChecker implements Checker {
  private final LogModel logs;
  private final Violations violations;

  private final Map<Key, Replica> replicas = new HashMap<>();
  private final Map<Name, Place> whereAppended = new HashMap<>();

  private final Set<ModelBatch> led = new HashSet<>();

  /**
   * Batches before which their leader had nothing of their producer left: it took whatever sequence
   * came. A follower may still have what the leader had deleted.
   */
  private final Set<ModelBatch> beginnings = new HashSet<>();

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

  /** A batch in the logs of a machine. */
  private record Name(String machine, long firstId) {}

  /** Names a replica. */
  private record Key(String machine, UUID topicId, int partition) {}

  private static Key key(String machine, LogId id) {
    return new Key(machine, id.topicId(), id.partition());
  }

  /** What a replica has of idempotent producers: to forget one costs as much as it has. */
  private static final class Replica {
    /** For each producer its batches, the latest last. */
    private final Map<Long, ArrayDeque<ModelBatch>> sequences = new HashMap<>();

    private final Set<Long> firstIds = new HashSet<>();

    private ArrayDeque<ModelBatch> of(long producerId) {
      return sequences.computeIfAbsent(producerId, _ -> new ArrayDeque<>());
    }
  }

  @Override
  public void onAppended(
      String machine, LogId id, long baseOffset, long lastOffset, ByteBuffer bytes) {
    ModelLog log = logs.replica(machine, id).orElseThrow();
    ModelBatch batch = log.latest().orElseThrow();
    if (batch.producerId < 0) {
      return;
    }
    Replica replica = replicas.computeIfAbsent(key(machine, id), _ -> new Replica());
    ArrayDeque<ModelBatch> before = replica.of(batch.producerId);
    while (!before.isEmpty() && before.getFirst().lastOffset < log.startOffset()) {
      before.removeFirst(); // Deleted: a restart may not know of it any more.
    }
    if (led.add(batch) && before.isEmpty()) {
      beginnings.add(batch);
    }
    if (!before.isEmpty()
        && before.getLast().producerEpoch == batch.producerEpoch
        && !beginnings.contains(batch)) {
      int expected = before.getLast().baseSequence + before.getLast().records;
      if (batch.baseSequence != expected) {
        violations.add(
            batch.baseSequence < expected ? 15 : 16,
            "sequence %d of producer %d was appended to %s on %s at offset %d, and %d was next"
                .formatted(
                    batch.baseSequence, batch.producerId, id, machine, baseOffset, expected));
      }
    }
    before.add(batch);
    replica.firstIds.add(batch.firstId);
    Place elsewhere =
        whereAppended.put(new Name(machine, batch.firstId), new Place(id, baseOffset));
    if (elsewhere != null) {
      violations.add(
          38,
          "%s was appended to %s on %s at offset %d, and is in %s already"
              .formatted(SentBatch.describe(batch.firstId), id, machine, baseOffset, elsewhere));
    }
  }

  @Override
  public void onLost(LostRecords lost) {
    forget(lost.machine(), lost.log());
  }

  @Override
  public void onTruncated(String machine, LogId id, long newEndOffset) {
    forget(machine, id);
  }

  @Override
  public void onStartedAnew(String machine, LogId id, long offset) {
    forgetAll(machine, id);
  }

  @Override
  public void onDeleted(String machine, LogId id) {
    forgetAll(machine, id);
  }

  private void forgetAll(String machine, LogId id) {
    Replica forgotten = replicas.remove(key(machine, id));
    if (forgotten != null) {
      forgotten.firstIds.forEach(firstId -> whereAppended.remove(new Name(machine, firstId)));
    }
  }

  private void forget(String machine, LogId id) {
    Replica replica = replicas.get(key(machine, id));
    if (replica == null) {
      return;
    }
    for (ModelBatch batch : logs.latestLost()) {
      if (batch.producerId >= 0) {
        whereAppended.remove(new Name(machine, batch.firstId));
        replica.firstIds.remove(batch.firstId);
        replica.of(batch.producerId).remove(batch);
      }
    }
  }

  /** What each replica has of a producer last. */
  private Map<String, String> latestOf(SentBatch batch) {
    Map<String, String> latest = new TreeMap<>();
    replicas.forEach((key, replica) -> {
      ArrayDeque<ModelBatch> batches = replica.sequences.get(batch.producerId());
      if (key.topicId.equals(batch.topicId())
          && key.partition == batch.partition()
          && batches != null
          && !batches.isEmpty()) {
        ModelBatch last = batches.getLast();
        latest.put(
            key.machine,
            "sequence %d, %d records, offset %d, leader epoch %d"
                .formatted(last.baseSequence, last.records, last.baseOffset, last.leaderEpoch));
      }
    });
    return latest;
  }

  /** A broker that has not heard yet that it was deposed knows no better. */
  private boolean wasDeposed(ModelPartition partition, int broker) {
    return logs.decided(partition).filter(state -> state.leader() != broker).isPresent();
  }

  @Override
  public void onRefused(SentBatch batch, int broker, ErrorCode error) {
    Optional<ModelPartition> partition = logs.partition(batch.topicId(), batch.partition());
    boolean excused =
        partition
            .filter(known -> known.excusedLosses() > 0 || wasDeposed(known, broker))
            .isPresent();
    switch (error) {
      case OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID, INVALID_PRODUCER_EPOCH -> {
        if (!excused) {
          violations.add(
              16,
              "%s was refused by broker %d with %s, and nothing is missing: %s, %s"
                  .formatted(
                      batch, broker, error, latestOf(batch), partition.flatMap(logs::decided)));
        }
      }
      default -> {
        // The others say nothing of sequences.
      }
    }
  }
}
