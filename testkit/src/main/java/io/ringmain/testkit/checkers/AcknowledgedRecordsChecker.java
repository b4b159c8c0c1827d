package io.ringmain.testkit.checkers;

import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.workload.FetchedBatch;
import io.ringmain.testkit.workload.SentBatch;
import io.ringmain.testkit.world.LostRecords;
import io.ringmain.testkit.world.SimulatedCluster;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Invariants 1, 18 and 37: what a producer was told is in the log is in the log, at the offset it
 * was told, and with acks=all some replica that may lead has it for ever; and an offset that a
 * consumer has read is not used again.
 *
 * <p>When a loss is excused, {@link LogModel} says. Records deleted on request or by retention are
 * not missed.
 */
public final class AcknowledgedRecordsChecker implements Checker {
  private static final short ALL = -1;

  private final SimulatedCluster cluster;
  private final MetadataModel metadata;
  private final LogModel logs;
  private final Violations violations;
  private final Retention retention;
  private final RecordBatchView view = new RecordBatchView();
  private final Map<String, Long> deletable = new TreeMap<>();

  /** The leader epochs in which their leaders have appended. */
  private final Set<Term> began = new HashSet<>();

  private final Set<String> deletableTopics = new TreeSet<>();

  /** A leader epoch of a partition. */
  private record Term(LogId log, int leaderEpoch) {}

  /**
   * Checks a cluster.
   *
   * @param retention of its brokers
   */
  public AcknowledgedRecordsChecker(
      SimulatedCluster cluster, LogModel logs, Violations violations, Retention retention) {
    this.cluster = cluster;
    this.retention = retention;
    this.metadata = logs.metadata();
    this.logs = logs;
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(1, 18, 37);
  }

  @Override
  public String description() {
    return "acknowledged records are there, and stay";
  }

  @Override
  public void onAcknowledged(SentBatch sent, int broker, long baseOffset) {
    Optional<ModelPartition> found = logs.partition(sent.topicId(), sent.partition());
    Optional<ModelBatch> batch =
        found.flatMap(known -> known.named(baseOffset, sent.firstId(), LogModel.machine(broker)));
    if (batch.isEmpty()) {
      if (found.filter(known -> baseOffset < known.deletedBelow()).isPresent()) {
        return; // Deleted before its producer was told.
      }
      violations.add(
          37,
          "%s was acknowledged at offset %d, where no log has ever had it"
              .formatted(sent, baseOffset));
      return;
    }
    ModelPartition partition = found.get();
    boolean alone = logs.decided(partition).filter(state -> state.replicas().size() > 1).isEmpty();
    if (sent.acks() == ALL || alone) {
      batch.get().acknowledged = true;
      commit(partition, batch.get());
    }
  }

  @Override
  public void onFetched(FetchedBatch fetched) {
    view.wrap(fetched.batch(), 0);
    if (!view.isCrcValid()) {
      return;
    }
    logs.partition(fetched.topicId(), fetched.partition())
        .ifPresent(partition ->
            partition
                .known(view.baseOffset(), view.partitionLeaderEpoch(), view.crc())
                .ifPresent(batch -> {
                  batch.fetched = true;
                  commit(partition, batch);
                }));
  }

  private void commit(ModelPartition partition, ModelBatch batch) {
    if (partition.mayBeGone(batch)) {
      return;
    }
    partition
        .commit(batch)
        .ifPresent(other ->
            violations.add(
                18,
                "%s is now %s, and was %s"
                    .formatted(where(partition, batch), words(batch), words(other))));
    requireHeld(partition, batch);
  }

  private static String words(ModelBatch batch) {
    return SentBatch.describe(batch.firstId) + " of leader epoch " + batch.leaderEpoch;
  }

  private static String where(ModelPartition partition, ModelBatch batch) {
    return "offset " + batch.baseOffset + " of " + partition.id();
  }

  private void requireHeld(ModelPartition partition, ModelBatch batch) {
    if (!partition.mayBeGone(batch) && !logs.isHeld(partition, batch)) {
      violations.add(
          batch.acknowledged ? 1 : 18,
          "%s, %s, was %s, and no replica of %s has it, by %s"
              .formatted(
                  words(batch),
                  where(partition, batch),
                  batch.acknowledged ? "acknowledged" : "read",
                  logs.candidates(partition),
                  logs.decided(partition)));
    }
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    for (MetadataModel.Change change : metadata.latestChanges()) {
      logs.partition(change.topicId(), change.partition())
          .ifPresent(partition -> {
            requireAllHeld(partition);
            if (change.after().hasLeader()
                && change
                    .before()
                    .filter(old -> old.leaderEpoch() == change.after().leaderEpoch())
                    .isEmpty()) {
              requireLeaderHasAll(partition, change);
            }
          });
    }
  }

  private void requireAllHeld(ModelPartition partition) {
    for (ModelBatch batch : logs.committedAndNotHeld(partition)) {
      requireHeld(partition, batch);
    }
  }

  private void requireLeaderHasAll(ModelPartition partition, MetadataModel.Change change) {
    String leader = LogModel.machine(change.after().leader());
    for (ModelBatch batch : partition.committedAndMissingOn(leader)) {
      if (!batch.lostBy.contains(leader) && !partition.mayBeGone(batch)) {
        violations.add(
            1,
            "%s, %s, was %s, and the leader elected lacks it: %s was %s"
                .formatted(
                    words(batch),
                    where(partition, batch),
                    batch.acknowledged ? "acknowledged" : "read",
                    change.after(),
                    change.before()));
        return;
      }
    }
  }

  /** Who was elected before it was known that its machine had failed must not go on to lead. */
  @Override
  public void onAppended(
      String machine, LogId id, long baseOffset, long lastOffset, ByteBuffer bytes) {
    ModelPartition partition = logs.partition(id.topicId(), id.partition()).orElseThrow();
    Optional<MetadataModel.State> decided = logs.decided(partition);
    int leaderEpoch = decided.map(MetadataModel.State::leaderEpoch).orElse(-1);
    view.wrap(bytes, 0);
    boolean leads =
        decided.isPresent()
            && LogModel.machine(decided.get().leader()).equals(machine)
            && view.partitionLeaderEpoch() == leaderEpoch;
    if (!leads || !began.add(new Term(id, leaderEpoch))) {
      return;
    }
    for (ModelBatch batch : partition.committed()) {
      if (batch.lostBy.contains(machine) && !partition.mayBeGone(batch)) {
        violations.add(
            1,
            "%s, %s, was committed; %s has lost it, and leads and appends: %s"
                .formatted(words(batch), where(partition, batch), machine, decided.get()));
        return;
      }
    }
  }

  @Override
  public void onLost(LostRecords lost) {
    logs.partition(lost.log().topicId(), lost.log().partition())
        .ifPresent(partition -> {
          for (ModelBatch batch : logs.latestLost()) {
            if (batch.isCommitted()) {
              requireHeld(partition, batch);
            }
          }
        });
  }

  @Override
  public void onRecordsDeleting(String topic, int partition, long belowOffset) {
    deletable.merge(topic + "-" + partition, belowOffset, Math::max);
  }

  @Override
  public void onStartAdvanced(String machine, LogId id, long newStartOffset) {
    if (newStartOffset <= deletable.getOrDefault(id.toString(), 0L)) {
      return;
    }
    if (retention.covers(
        logs.latestLost(),
        logs.replica(machine, id).orElseThrow().batches(),
        cluster.scheduler().wallMs())) {
      deletable.put(id.toString(), newStartOffset); // Followers go after their leader.
    } else {
      violations.add(
          37,
          "%s starts at %d now, and neither a client nor retention has deleted records up to there"
              .formatted(id, newStartOffset));
    }
  }

  @Override
  public void onTopicDeleting(String topic) {
    deletableTopics.add(topic);
  }

  @Override
  public void onDeleted(String machine, LogId id) {
    boolean assignedElsewhere =
        metadata
            .find(id.topicId(), id.partition())
            .filter(state ->
                state.replicas().stream().map(LogModel::machine).noneMatch(machine::equals))
            .isPresent();
    if (!deletableTopics.contains(id.topic())
        && !assignedElsewhere
        && !metadata.wasTakenAway(id.topicId(), id.partition(), machine)) {
      violations.add(37, "the log of " + id + " was deleted, and nobody asked for it");
    }
  }

  @Override
  public void atEnd() {
    cluster
        .machines()
        .forEach(machine -> {
          for (LogId id : machine.disk().logIds()) {
            logs.replica(machine.name(), id)
                .ifPresent(log -> compare(log, machine.disk().endOffset(id)));
          }
        });
    for (ModelLog log : logs.all()) {
      boolean onDisk =
          cluster.machines().stream()
              .filter(machine -> machine.name().equals(log.machine()))
              .anyMatch(machine -> machine.disk().logIds().contains(log.id()));
      if (!onDisk && !log.isDeleted()) {
        violations.add(37, "the log of " + log.id() + " is gone from " + log.machine());
      }
    }
    logs.partitions().forEach(this::requireAllHeldIfThere);
  }

  /** What belongs to a topic deleted is gone. */
  private void requireAllHeldIfThere(ModelPartition partition) {
    if (logs.decided(partition).isPresent()) {
      requireAllHeld(partition);
    }
  }

  private void compare(ModelLog log, long endOffset) {
    if (log.endOffset() != endOffset) {
      violations.add(
          37,
          "the log of %s on %s ends at %d, and should at %d"
              .formatted(log.id(), log.machine(), endOffset, log.endOffset()));
    }
  }
}
