package io.ringmain.testkit.checkers;

import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.workload.FetchedBatch;
import io.ringmain.testkit.workload.SentBatch;
import java.util.List;
import java.util.Optional;

/**
 * Invariants 2, 7, 8 and 9: replicas in sync hold everything committed, whoever acknowledged it;
 * nothing committed is cut off at the end of any log; and at the end all replicas are the same,
 * byte by byte.
 *
 * <p>Committed is what was acknowledged with acks=all, and what a consumer has read. A replica
 * whose disk has lost a batch need not hold it, as long as another does.
 */
public final class ReplicasChecker implements Checker {
  private static final short ALL = -1;

  private final MetadataModel metadata;
  private final LogModel logs;
  private final Violations violations;

  public ReplicasChecker(LogModel logs, Violations violations) {
    this.metadata = logs.metadata();
    this.logs = logs;
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(2, 7, 8, 9);
  }

  @Override
  public String description() {
    return "replicas in sync hold what is committed, none cuts it off, all end up the same";
  }

  @Override
  public void onAcknowledged(SentBatch sent, int broker, long baseOffset) {
    if (sent.acks() == ALL) {
      logs.partition(sent.topicId(), sent.partition())
          .ifPresent(partition ->
              partition
                  .named(baseOffset, sent.firstId(), LogModel.machine(broker))
                  .ifPresent(batch -> requireInSync(partition, batch, "acknowledged")));
    }
  }

  @Override
  public void onFetched(FetchedBatch fetched) {
    logs.partition(fetched.topicId(), fetched.partition())
        .ifPresent(partition ->
            partition
                .replica(LogModel.machine(fetched.broker()))
                .flatMap(log -> log.at(fetched.baseOffset()))
                .filter(ModelBatch::isCommitted)
                .ifPresent(batch -> requireInSync(partition, batch, "read")));
  }

  private void requireInSync(ModelPartition partition, ModelBatch batch, String what) {
    Optional<MetadataModel.State> decided = logs.decided(partition);
    if (decided.isEmpty() || partition.mayBeGone(batch)) {
      return;
    }
    for (int broker : decided.get().isr()) {
      if (lacks(partition, broker, batch)) {
        boolean fenced = batch.leaderEpoch < decided.get().leaderEpoch();
        violations.add(
            fenced ? 9 : 8,
            "%s at offset %d of %s in leader epoch %d was %s, and broker %d, in sync, lacks it: %s"
                .formatted(
                    SentBatch.describe(batch.firstId),
                    batch.baseOffset,
                    partition.id(),
                    batch.leaderEpoch,
                    what,
                    broker,
                    decided.get()));
        return;
      }
    }
  }

  private static boolean lacks(ModelPartition partition, int broker, ModelBatch batch) {
    String machine = LogModel.machine(broker);
    return !batch.lostBy.contains(machine)
        && partition.replica(machine).filter(log -> log.holds(batch)).isEmpty();
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    for (MetadataModel.Change change : metadata.latestChanges()) {
      logs.partition(change.topicId(), change.partition())
          .ifPresent(partition -> checkJoined(partition, change));
    }
  }

  private void checkJoined(ModelPartition partition, MetadataModel.Change change) {
    List<Integer> before = change.before().map(MetadataModel.State::isr).orElse(List.of());
    for (int broker : change.after().isr()) {
      if (!before.contains(broker)) {
        String machine = LogModel.machine(broker);
        // A leader may be elected, and a replica let in, before its machine is known to have
        // failed.
        boolean mayHaveLost = broker == change.after().leader() || metadata.isGone(broker);
        for (ModelBatch batch : partition.committedAndMissingOn(machine)) {
          boolean lost = mayHaveLost && batch.lostBy.contains(machine);
          if (!lost && !partition.mayBeGone(batch)) {
            violations.add(
                8,
                "broker %d joined those in sync of %s, and lacks offset %d, which is committed: %s"
                    .formatted(broker, partition.id(), batch.baseOffset, change));
            return;
          }
        }
      }
    }
  }

  @Override
  public void onTruncated(String machine, LogId id, long newEndOffset) {
    ModelPartition partition = logs.partition(id.topicId(), id.partition()).orElseThrow();
    for (ModelBatch batch : logs.latestLost()) {
      if (batch.isCommitted() && !partition.mayBeGone(batch)) {
        violations.add(
            7,
            "%s cut %s off to %d, and with it offset %d, which is committed; %s"
                .formatted(machine, id, newEndOffset, batch.baseOffset, logs.decided(partition)));
        return;
      }
    }
  }

  @Override
  public void atEnd() {
    for (ModelPartition partition : logs.partitions()) {
      logs.decided(partition).ifPresent(state -> compare(partition, state));
    }
  }

  private void compare(ModelPartition partition, MetadataModel.State state) {
    List<ModelLog> replicas =
        state.replicas().stream()
            .flatMap(broker -> partition.replica(LogModel.machine(broker)).stream())
            .toList();
    if (replicas.stream().anyMatch(ModelLog::wasDamaged)) {
      return; // What a disk has damaged is not replicated.
    }
    for (ModelLog replica : replicas) {
      for (ModelLog other : replicas) {
        for (ModelBatch batch : other.missingOf(replica.batches())) {
          if (batch.baseOffset < other.endOffset() && !partition.mayBeGone(batch)) {
            violations.add(
                2,
                "offset %d of %s is not the same on %s and %s"
                    .formatted(
                        batch.baseOffset, partition.id(), replica.machine(), other.machine()));
            return;
          }
        }
      }
    }
  }
}
