package io.ringmain.testkit.checkers;

import io.ringmain.spi.storage.LogId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the log of one replica must hold: every record batch that was appended and neither lost nor
 * cut away.
 */
public final class ModelLog {
  private final String machine;
  private final LogId id;
  private final List<ModelBatch> batches = new ArrayList<>();
  private final Set<Long> damaged = new TreeSet<>();
  private int firstLive;
  private boolean everDamaged;
  private long startOffset;
  private boolean deleted;
  private long endedAtDeletion;
  private int losses;

  ModelLog(String machine, LogId id) {
    this.machine = machine;
    this.id = id;
  }

  /** The machine whose disk it is on. */
  public String machine() {
    return machine;
  }

  /** The partition. */
  public LogId id() {
    return id;
  }

  /** Where it starts. */
  public long startOffset() {
    return startOffset;
  }

  /** Where it ends. */
  public long endOffset() {
    return batches.size() == firstLive ? startOffset : batches.getLast().lastOffset + 1;
  }

  /** Whether it was deleted, as the kernel wanted. */
  public boolean isDeleted() {
    return deleted;
  }

  /** Where it ended when it was deleted, if it ever was; 0 if it never was. */
  public long endedAtDeletion() {
    return endedAtDeletion;
  }

  /** How often its end was lost with what somebody had been told of. */
  public int losses() {
    return losses;
  }

  /** The batches from the start on, in order. */
  public List<ModelBatch> batches() {
    return batches.subList(firstLive, batches.size());
  }

  /** The latest batch, if there is one. */
  public Optional<ModelBatch> latest() {
    return batches.size() == firstLive ? Optional.empty() : Optional.of(batches.getLast());
  }

  /** The batch that holds an offset. */
  public Optional<ModelBatch> at(long offset) {
    return Optional.ofNullable(find(offset));
  }

  private ModelBatch find(long offset) {
    int low = firstLive;
    int high = batches.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      ModelBatch batch = batches.get(middle);
      if (batch.lastOffset < offset) {
        low = middle + 1;
      } else if (batch.baseOffset > offset) {
        high = middle - 1;
      } else {
        return batch;
      }
    }
    return null;
  }

  /** Whether it has this very batch. */
  public boolean holds(ModelBatch batch) {
    ModelBatch there = deleted ? null : find(batch.baseOffset);
    return there != null && there.isSameAs(batch);
  }

  /**
   * Those of some batches that it does not have.
   *
   * @param sought in the order of their offsets, as the log is: so one walk along both does
   */
  List<ModelBatch> missingOf(Collection<ModelBatch> sought) {
    List<ModelBatch> missing = new ArrayList<>();
    int next = firstLive;
    for (ModelBatch batch : sought) {
      while (next < batches.size() && batches.get(next).baseOffset < batch.baseOffset) {
        next++;
      }
      if (deleted || next == batches.size() || !batches.get(next).isSameAs(batch)) {
        missing.add(batch);
      }
    }
    return missing;
  }

  /** Whether a disk has damaged the batch that starts here. */
  public boolean isDamagedAt(long baseOffset) {
    return damaged.contains(baseOffset);
  }

  /** Whether a disk has damaged any batch that is still there. */
  public boolean isDamaged() {
    return !damaged.isEmpty();
  }

  void add(ModelBatch batch) {
    deleted = false; // Deleted, and assigned to this machine again.
    batches.add(batch);
    batch.lostBy.remove(machine);
  }

  /** Whether a disk has ever damaged a batch in it. */
  public boolean wasDamaged() {
    return everDamaged;
  }

  void damage(long baseOffset) {
    everDamaged = true;
    damaged.add(baseOffset);
  }

  /** Takes the end away; gives what was taken. */
  List<ModelBatch> cutFrom(long offset) {
    List<ModelBatch> cut = new ArrayList<>();
    while (batches.size() > firstLive && batches.getLast().lastOffset >= offset) {
      ModelBatch batch = batches.removeLast();
      damaged.remove(batch.baseOffset);
      cut.add(batch);
    }
    return cut;
  }

  void lostSome() {
    losses++;
  }

  /** Takes the beginning away; gives what was taken. */
  List<ModelBatch> startAt(long offset) {
    List<ModelBatch> gone = new ArrayList<>();
    startOffset = offset;
    while (firstLive < batches.size() && batches.get(firstLive).lastOffset < offset) {
      ModelBatch batch = batches.set(firstLive++, null);
      damaged.remove(batch.baseOffset);
      gone.add(batch);
    }
    return gone;
  }

  void delete() {
    deleted = true;
    endedAtDeletion = Math.max(endedAtDeletion, endOffset());
    batches.clear();
    damaged.clear();
    firstLive = 0;
    startOffset = 0;
  }
}
