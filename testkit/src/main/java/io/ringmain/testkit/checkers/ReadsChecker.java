package io.ringmain.testkit.checkers;

import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.testkit.workload.FetchedBatch;
import io.ringmain.testkit.workload.SentBatch;
import java.util.List;
import java.util.Optional;

/**
 * Invariants 39 and 41: every consumer reads what was appended, at the offset it was appended at,
 * and skips and repeats nothing.
 */
public final class ReadsChecker implements Checker {
  private final LogModel logs;
  private final Violations violations;
  private final RecordBatchView view = new RecordBatchView();

  public ReadsChecker(LogModel logs, Violations violations) {
    this.logs = logs;
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(39, 41);
  }

  @Override
  public String description() {
    return "consumers read what was appended, in order, without gaps";
  }

  @Override
  public void onFetched(FetchedBatch fetched) {
    view.wrap(fetched.batch(), 0);
    Optional<ModelPartition> partition = logs.partition(fetched.topicId(), fetched.partition());
    Optional<ModelLog> log =
        partition.flatMap(known -> known.replica(LogModel.machine(fetched.broker())));
    if (log.isEmpty()) {
      violations.add(39, "read from a log that was never written: " + words(fetched));
      return;
    }
    checkContent(fetched, partition.get(), log.get());
    checkOrder(fetched, log.get());
  }

  private void checkContent(FetchedBatch fetched, ModelPartition partition, ModelLog log) {
    Optional<ModelBatch> there = log.at(fetched.baseOffset());
    if (there.isPresent() && there.get().baseOffset == fetched.baseOffset()) {
      if (log.isDamagedAt(fetched.baseOffset())) {
        return; // The consumer sees by the checksum that it is.
      }
      if (there.get().crc == view.crc() && view.isCrcValid()) {
        return;
      }
    }
    if (!view.isCrcValid()) {
      if (fetched.baseOffset() >= log.startOffset() && log.losses() == 0 && !log.wasDamaged()) {
        violations.add(39, "read a batch with a wrong checksum: " + words(fetched));
      }
      return;
    }
    // It may have been cut off or lost since; who has it then, another checker asks.
    boolean known =
        partition.known(view.baseOffset(), view.partitionLeaderEpoch(), view.crc()).isPresent();
    boolean deleted = log.isDeleted() || fetched.baseOffset() < partition.deletedBelow();
    if (!known && !deleted) {
      violations.add(
          39,
          "read %s: %s, where the log has %s"
              .formatted(
                  words(fetched),
                  SentBatch.describe(logs.firstIdOf(view)),
                  there.map(batch -> SentBatch.describe(batch.firstId))));
    }
  }

  private void checkOrder(FetchedBatch fetched, ModelLog log) {
    if (fetched.lastOffset() < fetched.position()) {
      violations.add(41, "read again what was read before: " + words(fetched));
    }
    boolean skipped =
        fetched.baseOffset() > fetched.position() && log.at(fetched.position()).isPresent();
    if (skipped) {
      violations.add(41, "skipped records: " + words(fetched));
    }
    if (fetched.lastOffset() >= fetched.highWatermark()) {
      violations.add(
          3, "read beyond the high watermark " + fetched.highWatermark() + ": " + words(fetched));
    }
  }

  private static String words(FetchedBatch fetched) {
    return "%s at %s-%d from broker %d, position %d, got %d to %d"
        .formatted(
            fetched.consumer(),
            fetched.topic(),
            fetched.partition(),
            fetched.broker(),
            fetched.position(),
            fetched.baseOffset(),
            fetched.lastOffset());
  }
}
