package io.ringmain.testkit.simulator;

import io.ringmain.testkit.checkers.AcknowledgedRecordsChecker;
import io.ringmain.testkit.checkers.Checker;
import io.ringmain.testkit.checkers.GroupsChecker;
import io.ringmain.testkit.checkers.LogModel;
import io.ringmain.testkit.checkers.LogShapeChecker;
import io.ringmain.testkit.checkers.MemoryChecker;
import io.ringmain.testkit.checkers.MetadataChecker;
import io.ringmain.testkit.checkers.MetadataModel;
import io.ringmain.testkit.checkers.OffsetsChecker;
import io.ringmain.testkit.checkers.ProducerSequencesChecker;
import io.ringmain.testkit.checkers.ReadsChecker;
import io.ringmain.testkit.checkers.ReassignmentsChecker;
import io.ringmain.testkit.checkers.ReplicasChecker;
import io.ringmain.testkit.checkers.Retention;
import io.ringmain.testkit.checkers.SnapshotsChecker;
import io.ringmain.testkit.checkers.Violations;
import io.ringmain.testkit.workload.History;
import io.ringmain.testkit.world.SimulatedCluster;
import java.util.List;

/** All checkers of a simulation, listening. */
final class Checkers {
  private final List<Checker> all;
  private final LogModel logs;

  Checkers(SimulatedCluster cluster, History history, Violations violations, Retention retention) {
    MetadataModel metadata = new MetadataModel();
    logs =
        new LogModel(
            cluster.options().durableAcks(), metadata, cluster.options().minInsyncReplicas());
    cluster.addListener(metadata);
    cluster.addListener(logs);
    all =
        List.of(
            new AcknowledgedRecordsChecker(cluster, logs, violations, retention),
            new ReplicasChecker(logs, violations),
            new LogShapeChecker(cluster, logs, violations),
            new ReadsChecker(logs, violations),
            new ProducerSequencesChecker(logs, violations),
            new OffsetsChecker(logs, violations),
            new MetadataChecker(logs, violations),
            new ReassignmentsChecker(logs, violations),
            new SnapshotsChecker(violations),
            new GroupsChecker(logs, cluster.scheduler()::monotonicNs, violations),
            new MemoryChecker(cluster, violations));
    all.forEach(cluster::addListener);
    all.forEach(history::add);
  }

  /** What the logs must hold. */
  LogModel logs() {
    return logs;
  }

  void atEnd() {
    all.forEach(Checker::atEnd);
  }

  /** A line for each. */
  List<String> describe() {
    return all.stream()
        .map(checker ->
            "Invariants "
                + String.join(", ", checker.invariants().stream().map(String::valueOf).toList())
                + ": "
                + checker.description())
        .toList();
  }
}
