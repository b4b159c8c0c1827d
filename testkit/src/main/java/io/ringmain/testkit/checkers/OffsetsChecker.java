package io.ringmain.testkit.checkers;

import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.world.WorldListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Invariants 3, 10 and 12: the high watermark does not go back in a leader epoch, and lies within
 * the logs of all replicas in sync; log start offset ≤ last stable offset ≤ high watermark ≤ log
 * end offset; and the log start only grows.
 *
 * <p>Where the end of a log was lost, what was said of it before says nothing about after.
 */
public final class OffsetsChecker implements Checker, WorldListener {
  private final LogModel logs;
  private final Violations violations;
  private final Map<Told, Seen> seen = new HashMap<>();
  private final Map<String, Long> starts = new HashMap<>();

  public OffsetsChecker(LogModel logs, Violations violations) {
    this.logs = logs;
    this.violations = violations;
  }

  /** Who was told by whom of what. */
  private record Told(String consumer, int broker, UUID topicId, int partition, int leaderEpoch) {}

  /** What a consumer was told last. */
  private record Seen(long highWatermark, long logStart, int losses) {}

  @Override
  public List<Integer> invariants() {
    return List.of(3, 10, 12);
  }

  @Override
  public String description() {
    return "log start, last stable offset, high watermark and log end in order, none goes back";
  }

  @Override
  public void onOffsets(String consumer, int broker, UUID topicId, int partition, Offsets told) {
    boolean ordered =
        told.logStart() <= told.lastStable() && told.lastStable() <= told.highWatermark();
    if (!ordered) {
      violations.add(10, "offsets out of order: " + words(partition, broker, told));
    }
    Optional<ModelPartition> known = logs.partition(topicId, partition);
    Optional<ModelLog> log = known.flatMap(k -> k.replica(LogModel.machine(broker)));
    long endOffset = log.map(ModelLog::endOffset).orElse(0L);
    int losses =
        log.map(ModelLog::losses).orElse(0) + known.map(ModelPartition::excusedLosses).orElse(0);
    if (told.highWatermark() > endOffset) {
      // An answer is on its way while a replica that is no longer assigned is deleted.
      boolean toldBefore = told.highWatermark() <= log.map(ModelLog::endedAtDeletion).orElse(0L);
      if (losses == 0 && !toldBefore) {
        violations.add(
            3,
            "high watermark above the log end "
                + endOffset
                + ": "
                + words(partition, broker, told));
      }
      return;
    }
    Optional<MetadataModel.State> decided = known.flatMap(logs::decided);
    if (losses == 0 && decided.isPresent()) {
      checkInSync(known.get(), decided.get(), broker, told);
    }
    boolean alone = decided.filter(state -> state.replicas().size() > 1).isEmpty();
    if (alone || decided.get().leader() == broker) {
      int leaderEpoch = alone ? 0 : decided.get().leaderEpoch();
      checkGrows(new Told(consumer, broker, topicId, partition, leaderEpoch), told, losses);
    }
  }

  private void checkInSync(
      ModelPartition partition, MetadataModel.State state, int broker, Offsets told) {
    for (int inSync : state.isr()) {
      Optional<ModelLog> log = partition.replica(LogModel.machine(inSync));
      long endOffset = log.map(ModelLog::endOffset).orElse(0L);
      boolean lostSome = log.map(ModelLog::losses).orElse(0) > 0;
      if (told.highWatermark() > endOffset && !lostSome) {
        violations.add(
            3,
            "broker %d is in sync and ends at %d, below the high watermark: %s; %s"
                .formatted(
                    inSync, endOffset, words(partition.id().partition(), broker, told), state));
      }
    }
  }

  private void checkGrows(Told key, Offsets told, int losses) {
    Seen before = seen.put(key, new Seen(told.highWatermark(), told.logStart(), losses));
    if (before != null && before.losses == losses) {
      if (told.highWatermark() < before.highWatermark) {
        violations.add(3, "the high watermark was %s before: %s, %s".formatted(before, key, told));
      }
      if (told.logStart() < before.logStart) {
        violations.add(12, "the log start was %s before: %s, %s".formatted(before, key, told));
      }
    }
  }

  private static String words(int partition, int broker, Offsets told) {
    return "partition %d of broker %d, told %s".formatted(partition, broker, told);
  }

  @Override
  public void onStartAdvanced(String machine, LogId id, long newStartOffset) {
    Long before = starts.put(replica(machine, id), newStartOffset);
    if (before != null && newStartOffset < before) {
      violations.add(
          12, "the start of %s went from %d to %d".formatted(id, before, newStartOffset));
    }
  }

  /** Assigned to the machine again, a replica begins anew. */
  @Override
  public void onDeleted(String machine, LogId id) {
    starts.remove(replica(machine, id));
  }

  private static String replica(String machine, LogId id) {
    return machine + "/" + id + "/" + id.topicId();
  }
}
