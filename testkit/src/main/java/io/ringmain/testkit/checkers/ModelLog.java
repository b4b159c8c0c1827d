package io.ringmain.testkit.checkers;

import io.ringmain.spi.storage.LogId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one log must hold: every record batch that was appended and neither lost nor cut away.
 *
 * <p>What was lost stays known, since answers that speak of it may still be on their way.
 */
public final class ModelLog {
  private final String machine;
  private final LogId id;
  private final List<ModelBatch> batches = new ArrayList<>();
  private final Map<Long, ModelBatch> lost = new HashMap<>();
  private final Set<Long> excused = new HashSet<>();
  private int firstLive;
  private long startOffset;
  private boolean deleted;
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

  /** Whether its topic was deleted. */
  public boolean isDeleted() {
    return deleted;
  }

  /** How often its end was lost. */
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
        return Optional.of(batch);
      }
    }
    return Optional.empty();
  }

  /** A batch that was lost, by the name of its first record. */
  public Optional<ModelBatch> lost(long firstId) {
    return Optional.ofNullable(lost.get(firstId));
  }

  /** Whether the loss of a batch is excused: nobody may have relied on it, or the disk lied. */
  public boolean isExcused(long firstId) {
    return excused.contains(firstId);
  }

  void add(ModelBatch batch) {
    batches.add(batch);
    lost.remove(batch.firstId);
  }

  /** Takes the end away; gives what was taken. */
  List<ModelBatch> cutFrom(long offset) {
    List<ModelBatch> cut = new ArrayList<>();
    while (batches.size() > firstLive && batches.getLast().lastOffset >= offset) {
      ModelBatch batch = batches.removeLast();
      cut.add(batch);
      lost.put(batch.firstId, batch);
    }
    if (!cut.isEmpty()) {
      losses++;
    }
    return cut;
  }

  void excuse(ModelBatch batch) {
    batch.excused = true;
    if (batch.firstId >= 0) {
      excused.add(batch.firstId);
    }
  }

  /** The same for a batch that was lost, whoever made it. */
  boolean wasExcused(ModelBatch batch) {
    return batch.excused;
  }

  void startAt(long offset) {
    startOffset = offset;
    while (firstLive < batches.size() && batches.get(firstLive).lastOffset < offset) {
      batches.set(firstLive++, null);
    }
  }

  void delete() {
    deleted = true;
  }
}
