package io.ringmain.testkit.checkers;

import io.ringmain.spi.coordination.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Invariant 14: a reassignment ends with the target replicas, when all that it adds are in sync,
 * and with none in sync that it removes; or, called off, with the replicas from before. That
 * nothing is lost on the way is for the checkers of Invariants 1 and 8 to say.
 */
public final class ReassignmentsChecker implements Checker {
  private final MetadataModel metadata;
  private final Violations violations;

  public ReassignmentsChecker(LogModel logs, Violations violations) {
    this.metadata = logs.metadata();
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(14);
  }

  @Override
  public String description() {
    return "a reassignment ends when the new replicas are in sync";
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    for (MetadataModel.Change change : metadata.latestChanges()) {
      if (change.before().isPresent() && !change.after().isReassigning()) {
        checkNewcomers(change, change.before().get());
      }
    }
  }

  private void checkNewcomers(MetadataModel.Change change, MetadataModel.State before) {
    List<Integer> newcomers = new ArrayList<>(change.after().replicas());
    newcomers.removeIf(id -> before.replicas().contains(id) && !before.adding().contains(id));
    if (!change.after().isr().containsAll(newcomers)) {
      violations.add(
          14, "replicas " + newcomers + " are assigned before all are in sync: " + change);
    }
  }
}
