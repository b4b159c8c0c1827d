package io.ringmain.testkit.checkers;

import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.workload.SentBatch;
import io.ringmain.testkit.world.LostRecords;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Invariants 1, 18 and 37: what a producer was told is in the log is in the log, at the offset it
 * was told, and stays there; and an offset that a consumer has read is not used again.
 *
 * <p>How durable an acknowledgement of a single replica is, {@link LogModel} says. Records deleted
 * on request or by retention are not missed.
 */
public final class AcknowledgedRecordsChecker implements Checker {
  private final SimulatedCluster cluster;
  private final LogModel logs;
  private final Violations violations;
  private final Map<String, Long> deletable = new TreeMap<>();
  private final Set<String> deletableTopics = new TreeSet<>();

  public AcknowledgedRecordsChecker(
      SimulatedCluster cluster, LogModel logs, Violations violations) {
    this.cluster = cluster;
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
  public void onAcknowledged(SentBatch sent, long baseOffset) {
    Optional<ModelLog> found = logs.find(sent.topicId(), sent.partition());
    if (found.isEmpty()) {
      violations.add(37, sent + " was acknowledged, but the log is empty");
      return;
    }
    ModelLog log = found.get();
    Optional<ModelBatch> there = log.at(baseOffset);
    if (there.isPresent() && there.get().firstId == sent.firstId()) {
      there.get().acknowledged = true;
    } else if (!log.isExcused(sent.firstId())
        && !log.isDeleted()
        && baseOffset >= log.startOffset()) {
      violations.add(
          37,
          "%s was acknowledged at offset %d, where the log has %s"
              .formatted(sent, baseOffset, there.map(AcknowledgedRecordsChecker::words)));
    }
  }

  private static String words(ModelBatch batch) {
    return SentBatch.describe(batch.firstId);
  }

  @Override
  public void onRecordsDeleting(String topic, int partition, long belowOffset) {
    deletable.merge(topic + "-" + partition, belowOffset, Math::max);
  }

  @Override
  public void onStartAdvanced(String machine, LogId id, long newStartOffset) {
    if (newStartOffset > deletable.getOrDefault(id.toString(), 0L)) {
      violations.add(
          37,
          "%s starts at %d now, and nobody asked to delete records up to there"
              .formatted(id, newStartOffset));
    }
  }

  @Override
  public void onTopicDeleting(String topic) {
    deletableTopics.add(topic);
  }

  @Override
  public void onDeleted(String machine, LogId id) {
    if (!deletableTopics.contains(id.topic())) {
      violations.add(37, "the log of " + id + " was deleted, and nobody asked for it");
    }
  }

  @Override
  public void onLost(LostRecords lost) {
    ModelLog log = logs.find(lost.log().topicId(), lost.log().partition()).orElseThrow();
    for (ModelBatch batch : logs.latestLost()) {
      if (batch.acknowledged && !log.isExcused(batch.firstId)) {
        violations.add(1, words(batch) + " was acknowledged before it was safe, and is lost");
      }
      if (batch.fetched && !log.isExcused(batch.firstId)) {
        violations.add(18, words(batch) + " was read before it was safe, and is lost");
      }
    }
  }

  @Override
  public void onTruncated(String machine, LogId id, long newEndOffset) {
    for (ModelBatch batch : logs.latestLost()) {
      if (batch.acknowledged) {
        violations.add(1, words(batch) + " was acknowledged, and then cut off at the end");
      }
    }
  }

  @Override
  public void atEnd() {
    cluster
        .machines()
        .forEach(machine -> {
          for (LogId id : machine.disk().logIds()) {
            logs.find(id.topicId(), id.partition())
                .filter(log -> log.machine().equals(machine.name()))
                .ifPresent(log -> compare(log, machine.disk().endOffset(id)));
          }
        });
    for (ModelLog log : logs.all()) {
      boolean onDisk =
          cluster.machines().stream()
              .filter(machine -> machine.name().equals(log.machine()))
              .anyMatch(machine -> machine.disk().logIds().contains(log.id()));
      if (!onDisk && !log.isDeleted()) {
        violations.add(37, "the log of " + log.id() + " is gone");
      }
    }
  }

  private void compare(ModelLog log, long endOffset) {
    if (log.endOffset() != endOffset) {
      violations.add(
          37,
          "the log of %s ends at %d, and should at %d"
              .formatted(log.id(), endOffset, log.endOffset()));
    }
  }
}
