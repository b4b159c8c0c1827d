package io.ringmain.testkit.checkers;

import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordIterator;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.world.LostRecords;
import io.ringmain.testkit.world.WorldListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What the logs of all replicas must hold, followed append by append. It listens before the
 * checkers do, so they find it up to date.
 *
 * <p>Durability. A record batch is safe while one of the replicas has it that may lead: those in
 * sync, and those that are eligible without being in sync. So its loss is excused only
 *
 * <ul>
 *   <li>when a failing machine takes the last of those: in storage that acknowledges after the
 *       flush that may happen only where the disk has lied about one, in other storage to all that
 *       was not flushed;
 *   <li>when the last of those that have it leaves the in-sync replicas, and those that lost it and
 *       those that may not lead are more than replication factor − {@code min.insync.replicas}. Who
 *       leaves then counts only if its broker has gone, was fenced or stops, or its log directory
 *       is out of service: to drop a sound replica for one that lost the batch is no fault to
 *       tolerate.
 * </ul>
 *
 * <p>The death of a process takes nothing.
 */
public final class LogModel implements WorldListener {
  private static final List<String> MACHINES =
      IntStream.range(0, 33).mapToObj(brokerId -> "b" + brokerId).toList();

  private final boolean durableAcks;
  private final MetadataModel metadata;
  private final int leastInSync;
  private final Map<Key, ModelPartition> partitions = new LinkedHashMap<>();
  private final RecordBatchView view = new RecordBatchView();
  private final RecordIterator records =
      RecordIterator.readingContents(CompressionCodecs.builtIn());
  private final List<ModelBatch> latestLost = new ArrayList<>();

  /** For logs of a single broker. */
  public LogModel(boolean durableAcks) {
    this(durableAcks, new MetadataModel(), 1);
  }

  /**
   * @param durableAcks whether acknowledgements wait for the flush
   * @param leastInSync {@code min.insync.replicas} of all topics
   */
  public LogModel(boolean durableAcks, MetadataModel metadata, int leastInSync) {
    this.durableAcks = durableAcks;
    this.metadata = metadata;
    this.leastInSync = leastInSync;
  }

  /** What the controller has decided. */
  public MetadataModel metadata() {
    return metadata;
  }

  /** Names a partition. */
  private record Key(UUID topicId, int partition) {}

  private ModelPartition partition(LogId id) {
    return partitions.computeIfAbsent(
        new Key(id.topicId(), id.partition()), _ -> new ModelPartition(id));
  }

  private ModelLog log(String machine, LogId id) {
    return partition(id).replicaOrNew(machine);
  }

  /** A partition, if any log of it was ever written to. */
  public Optional<ModelPartition> partition(UUID topicId, int partition) {
    return Optional.ofNullable(partitions.get(new Key(topicId, partition)));
  }

  /** All partitions whose logs were ever written to. */
  public Collection<ModelPartition> partitions() {
    return partitions.values();
  }

  /** The log of a replica, if it was ever written to. */
  public Optional<ModelLog> replica(String machine, LogId id) {
    return partition(id.topicId(), id.partition()).flatMap(known -> known.replica(machine));
  }

  /** The log of a partition with one replica, if it was ever written to. */
  public Optional<ModelLog> find(UUID topicId, int partition) {
    return partition(topicId, partition).flatMap(known -> known.replicas().stream().findFirst());
  }

  /** All logs that were ever written to. */
  public Collection<ModelLog> all() {
    return partitions.values().stream().flatMap(known -> known.replicas().stream()).toList();
  }

  /** What the latest loss, truncation or deletion of records took. */
  public List<ModelBatch> latestLost() {
    return latestLost;
  }

  /** What the controller has decided of a partition, if it is replicated at all. */
  public Optional<MetadataModel.State> decided(ModelPartition partition) {
    return partition.decided(metadata);
  }

  /** The machine that a broker is on. */
  public static String machine(int brokerId) {
    return brokerId >= 0 && brokerId < MACHINES.size() ? MACHINES.get(brokerId) : "b" + brokerId;
  }

  /** The machines whose replicas may lead, now or later, without anything being lost. */
  public Set<String> candidates(ModelPartition partition) {
    Set<String> machines = new TreeSet<>();
    decided(partition)
        .ifPresentOrElse(
            state -> {
              state.isr().forEach(id -> machines.add(machine(id)));
              state.eligible().forEach(id -> machines.add(machine(id)));
              state.lastLeader().forEach(id -> machines.add(machine(id)));
            },
            () -> partition.replicas().forEach(replica -> machines.add(replica.machine())));
    return machines;
  }

  /** Whether one of the replicas has a batch that may lead. */
  public boolean isHeld(ModelPartition partition, ModelBatch batch) {
    Optional<MetadataModel.State> decided = decided(partition);
    if (decided.isEmpty()) {
      return partition.replicas().stream().anyMatch(log -> log.holds(batch));
    }
    MetadataModel.State state = decided.get();
    return isHeldByOne(state.isr(), partition, batch)
        || isHeldByOne(state.eligible(), partition, batch)
        || isHeldByOne(state.lastLeader(), partition, batch);
  }

  /** The committed batches that no replica has that may lead, in the order of their offsets. */
  Collection<ModelBatch> committedAndNotHeld(ModelPartition partition) {
    Collection<ModelBatch> missing = partition.committed();
    for (String machine : candidates(partition)) {
      Optional<ModelLog> log = partition.replica(machine);
      if (log.isPresent() && !missing.isEmpty()) {
        missing = log.get().missingOf(missing);
      }
    }
    return missing;
  }

  private static boolean isHeldByOne(
      List<Integer> brokers, ModelPartition partition, ModelBatch batch) {
    for (int i = 0; i < brokers.size(); i++) {
      if (partition.holds(machine(brokers.get(i)), batch)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void onAppended(
      String machine, LogId id, long baseOffset, long lastOffset, ByteBuffer batch) {
    view.wrap(batch, 0);
    ModelPartition partition = partition(id);
    ModelBatch appended =
        partition.intern(
            new ModelBatch(
                baseOffset,
                lastOffset,
                view.partitionLeaderEpoch(),
                view.crc(),
                firstId(id),
                view.recordsCount(),
                view.producerId(),
                view.producerEpoch(),
                view.baseSequence(),
                view.maxTimestamp(),
                view.sizeBytes()));
    partition.replicaOrNew(machine).add(appended);
  }

  /** The name that a simulated producer gave the first record. */
  private long firstId(LogId id) {
    if (id.topic().startsWith("__")) {
      return -1;
    }
    return firstIdOf(view);
  }

  /** The name of the first record of a batch, or −1 when it has none. */
  long firstIdOf(RecordBatchView batch) {
    try (RecordIterator reading = records.wrap(batch)) {
      return reading.next() && reading.current().valueLength() >= Long.BYTES
          ? reading.current().value().getLong()
          : -1;
    } catch (RuntimeException damaged) {
      return -1;
    }
  }

  @Override
  public void onLost(LostRecords lost) {
    ModelPartition partition = partition(lost.log());
    ModelLog log = partition.replicaOrNew(lost.machine());
    latestLost.clear();
    latestLost.addAll(log.cutFrom(lost.fromOffset()));
    if (!latestLost.isEmpty()) {
      log.lostSome();
    }
    for (ModelBatch batch : latestLost) {
      batch.lostBy.add(lost.machine());
      partition.lostSomewhere(batch);
      boolean mayBeLost = !durableAcks || batch.baseOffset < lost.claimedDurableOffset();
      if (mayBeLost && !isHeld(partition, batch)) {
        partition.excuse(batch);
      }
    }
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    for (MetadataModel.Change change : metadata.latestChanges()) {
      partition(change.topicId(), change.partition())
          .ifPresent(partition -> excuseWhatTooManyFaultsTook(partition, change));
    }
  }

  private void excuseWhatTooManyFaultsTook(ModelPartition partition, MetadataModel.Change change) {
    MetadataModel.State state = change.after();
    int tolerated = state.replicas().size() - Math.min(leastInSync, state.replicas().size());
    for (ModelBatch batch : partition.lostSomewhere()) {
      if (!isHeld(partition, batch)) {
        if (batch.lostBy.size() + leftWithoutLoss(change, batch) > tolerated) {
          partition.excuse(batch);
        }
      }
    }
  }

  /** Replicas that may not lead, for another reason than that they lost the batch. */
  private long leftWithoutLoss(MetadataModel.Change change, ModelBatch batch) {
    return change.after().replicas().stream()
        .filter(id -> !change.after().mayLead(id) && !batch.lostBy.contains(machine(id)))
        .filter(id ->
            change.before().filter(before -> before.mayLead(id)).isEmpty()
                || metadata.mayHaveLeft(change.topicId(), change.partition(), id))
        .count();
  }

  @Override
  public void onTruncated(String machine, LogId id, long newEndOffset) {
    ModelLog log = log(machine, id);
    latestLost.clear();
    latestLost.addAll(log.cutFrom(newEndOffset));
    if (latestLost.stream().anyMatch(batch -> batch.excused)) {
      log.lostSome();
    }
  }

  @Override
  public void onStartedAnew(String machine, LogId id, long offset) {
    ModelLog log = log(machine, id);
    latestLost.clear();
    latestLost.addAll(log.cutFrom(0));
    log.startAt(offset);
    log.lostSome();
  }

  @Override
  public void onStartAdvanced(String machine, LogId id, long newStartOffset) {
    latestLost.clear();
    latestLost.addAll(log(machine, id).startAt(newStartOffset));
    ModelPartition partition = partition(id);
    partition.deletedBelow(newStartOffset);
    latestLost.forEach(partition::forgetUnlessHeld);
  }

  @Override
  public void onDeleted(String machine, LogId id) {
    replica(machine, id).ifPresent(ModelLog::delete);
  }

  @Override
  public void onDamaged(String machine, LogId id, long baseOffset, long lastOffset) {
    log(machine, id).damage(baseOffset);
  }
}
