package io.ringmain.testkit.checkers;

import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.world.SimulatedCluster;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Invariants 5 and 6: a log has no gap, leader epochs in it only grow, and every record batch is
 * intact, but for one that a disk has damaged.
 */
public final class LogShapeChecker implements Checker {
  private final SimulatedCluster cluster;
  private final LogModel logs;
  private final Violations violations;
  private final RecordBatchView view = new RecordBatchView();

  public LogShapeChecker(SimulatedCluster cluster, LogModel logs, Violations violations) {
    this.cluster = cluster;
    this.logs = logs;
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(5, 6);
  }

  @Override
  public String description() {
    return "logs without gaps, leader epochs that grow, valid checksums";
  }

  @Override
  public void onAppended(
      String machine, LogId id, long baseOffset, long lastOffset, ByteBuffer batch) {
    view.wrap(batch, 0);
    if (!view.isCrcValid()) {
      violations.add(6, "a batch with a wrong checksum was appended to " + id);
    }
    if (lastOffset - baseOffset + 1 != view.recordsCount()) {
      violations.add(
          6,
          "offsets %d to %d of %s have %d records"
              .formatted(baseOffset, lastOffset, id, view.recordsCount()));
    }
    int leaderEpoch = view.partitionLeaderEpoch();
    if (leaderEpoch < 0) {
      violations.add(5, "a batch without leader epoch was appended to " + id);
    }
    List<ModelBatch> batches = logs.replica(machine, id).orElseThrow().batches();
    if (batches.size() > 1) {
      checkFollows(machine, id, batches.get(batches.size() - 2), baseOffset, leaderEpoch);
    }
  }

  private void checkFollows(
      String machine, LogId id, ModelBatch before, long baseOffset, int leaderEpoch) {
    if (leaderEpoch < before.leaderEpoch) {
      violations.add(
          5,
          "leader epoch %d was appended to %s on %s after %d"
              .formatted(leaderEpoch, id, machine, before.leaderEpoch));
    }
    if (baseOffset != before.lastOffset + 1) {
      violations.add(
          6,
          "offset %d was appended to %s on %s after %d"
              .formatted(baseOffset, id, machine, before.lastOffset));
    }
  }

  @Override
  public void atEnd() {
    cluster
        .machines()
        .forEach(machine -> {
          for (LogId id : machine.disk().logIds()) {
            Scan scan = new Scan(machine.name(), id, machine.disk().startOffset(id));
            machine.disk().read(id, scan::visit);
          }
        });
  }

  /** One walk along a log. */
  private final class Scan {
    private final String machine;
    private final LogId id;
    private long nextOffset;
    private boolean first = true;

    private Scan(String machine, LogId id, long startOffset) {
      this.machine = machine;
      this.id = id;
      this.nextOffset = startOffset;
    }

    private void visit(long baseOffset, long lastOffset, byte[] batch) {
      boolean follows = first ? baseOffset <= nextOffset : baseOffset == nextOffset;
      if (!follows) {
        violations.add(
            6, "in %s offset %d follows, and should %d".formatted(id, baseOffset, nextOffset));
      }
      view.wrap(ByteBuffer.wrap(batch), 0);
      boolean damaged =
          logs.replica(machine, id).filter(log -> log.isDamagedAt(baseOffset)).isPresent();
      if (!damaged && !view.isCrcValid()) {
        violations.add(6, "offset %d of %s has a wrong checksum".formatted(baseOffset, id));
      }
      nextOffset = lastOffset + 1;
      first = false;
    }
  }
}
