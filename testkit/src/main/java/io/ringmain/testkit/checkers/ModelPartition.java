package io.ringmain.testkit.checkers;

import io.ringmain.spi.storage.LogId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One partition: the logs of its replicas, every record batch that was ever in any of them, and
 * which of those are committed.
 */
public final class ModelPartition {
  private final LogId id;
  private final Map<String, ModelLog> replicas = new TreeMap<>();

  /** By base offset, those of one offset chained, the one appended last first. */
  private final Map<Long, ModelBatch> known = new HashMap<>();

  /** Those that somebody relies on and that have not been deleted. */
  private final CommittedBatches committed = new CommittedBatches();

  /** Those that a disk has lost; others may have them. */
  private final Set<ModelBatch> lostSomewhere = new LinkedHashSet<>();

  private long deletedBelow;
  private int excusedLosses;

  /** What the controller had decided after so many commits. */
  private Optional<MetadataModel.State> decided = Optional.empty();

  private long decidedAtCommit = -1;

  ModelPartition(LogId id) {
    this.id = id;
  }

  /** Topic, number, topic id. */
  public LogId id() {
    return id;
  }

  /** What the controller has decided, if the partition is replicated at all. */
  Optional<MetadataModel.State> decided(MetadataModel metadata) {
    if (decidedAtCommit != metadata.commits()) {
      decided = metadata.find(id.topicId(), id.partition());
      decidedAtCommit = metadata.commits();
    }
    return decided;
  }

  /** The log on a machine's disk, if there ever was one. */
  public Optional<ModelLog> replica(String machine) {
    return Optional.ofNullable(replicas.get(machine));
  }

  /** The logs of all replicas there ever were. */
  public Collection<ModelLog> replicas() {
    return replicas.values();
  }

  ModelLog replicaOrNew(String machine) {
    return replicas.computeIfAbsent(machine, _ -> new ModelLog(machine, id));
  }

  /** Whether the log on a machine's disk has this very batch. */
  boolean holds(String machine, ModelBatch batch) {
    ModelLog log = replicas.get(machine);
    return log != null && log.holds(batch);
  }

  /**
   * The batch of a client at an offset, as a broker's log has it: two leaders, of which one does
   * not know yet that it leads no longer, may both have appended it. Or wherever it is, or was,
   * when that log has it no more.
   */
  Optional<ModelBatch> named(long baseOffset, long firstId, String machine) {
    ModelBatch latest = null;
    for (ModelBatch batch = known.get(baseOffset); batch != null; batch = batch.nextAtOffset) {
      if (batch.firstId == firstId) {
        if (holds(machine, batch) || batch.lostBy.contains(machine)) {
          return Optional.of(batch);
        }
        latest = latest == null ? batch : latest;
      }
    }
    return Optional.ofNullable(latest);
  }

  /** The batch with these bytes at an offset, wherever it is, or was. */
  public Optional<ModelBatch> known(long baseOffset, int leaderEpoch, int crc) {
    ModelBatch batch = known.get(baseOffset);
    while (batch != null && !(batch.leaderEpoch == leaderEpoch && batch.crc == crc)) {
      batch = batch.nextAtOffset;
    }
    return Optional.ofNullable(batch);
  }

  /** The one batch of this identity, which now is the one appended last. */
  ModelBatch intern(ModelBatch batch) {
    ModelBatch latest = known.get(batch.baseOffset);
    if (latest != null && latest.isSameAs(batch)) {
      return latest;
    }
    ModelBatch shared = batch;
    for (ModelBatch before = latest; before != null; before = before.nextAtOffset) {
      ModelBatch next = before.nextAtOffset;
      if (next != null && next.isSameAs(batch)) {
        before.nextAtOffset = next.nextAtOffset;
        shared = next;
      }
    }
    shared.nextAtOffset = latest;
    known.put(shared.baseOffset, shared);
    return shared;
  }

  /** Once a batch is deleted everywhere, nobody can speak of it any more. */
  void forgetUnlessHeld(ModelBatch batch) {
    if (batch.lastOffset >= deletedBelow) {
      return;
    }
    for (ModelLog log : replicas.values()) {
      if (log.holds(batch)) {
        return;
      }
    }
    known.remove(batch.baseOffset);
  }

  /** What must be somewhere, in the order of offsets. */
  public Collection<ModelBatch> committed() {
    return committed.all();
  }

  /** Those of them that the log on a machine's disk does not have. */
  Collection<ModelBatch> committedAndMissingOn(String machine) {
    ModelLog log = replicas.get(machine);
    return log == null ? committed() : log.missingOf(committed());
  }

  /** Somebody relies on a batch; gives another that somebody relied on at that offset before. */
  Optional<ModelBatch> commit(ModelBatch batch) {
    if (batch.lastOffset < deletedBelow || batch.excused) {
      return Optional.empty();
    }
    return committed.put(batch).filter(before -> before != batch && !before.excused);
  }

  void lostSomewhere(ModelBatch batch) {
    lostSomewhere.add(batch);
  }

  /** Whatever a disk has lost and not got again. */
  List<ModelBatch> lostSomewhere() {
    lostSomewhere.removeIf(batch -> batch.lostBy.isEmpty() || mayBeGone(batch));
    return List.copyOf(lostSomewhere);
  }

  /** Records below were deleted on request, in one replica at least. */
  public long deletedBelow() {
    return deletedBelow;
  }

  void deletedBelow(long offset) {
    if (offset > deletedBelow) {
      deletedBelow = offset;
      committed.removeBelow(offset);
    }
  }

  /** How often records were lost that somebody may have relied on, without the kernel's fault. */
  public int excusedLosses() {
    return excusedLosses;
  }

  /** Nobody is to blame for the loss of a batch. */
  void excuse(ModelBatch batch) {
    if (!batch.excused) {
      batch.excused = true;
      excusedLosses++;
      committed.remove(batch);
    }
  }

  /** Whether nobody needs to hold a batch any more. */
  boolean mayBeGone(ModelBatch batch) {
    return batch.excused || batch.lastOffset < deletedBelow;
  }
}
