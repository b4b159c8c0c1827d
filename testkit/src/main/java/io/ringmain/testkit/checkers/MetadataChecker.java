package io.ringmain.testkit.checkers;

import io.ringmain.spi.coordination.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Invariants 4, 8, 31, 32, 34 and 36: whoever writes the metadata log is the controller that
 * claimed last; all brokers tell of a partition's leader what was decided; leaders are in sync, and
 * who is in sync is a replica; a topic's id is its own for ever; and no value in the store is too
 * large.
 */
public final class MetadataChecker implements Checker {
  private static final String CONTROLLER = "/controller";
  private static final String METADATA_LOG = "/metadata/log";

  private final MetadataModel metadata;
  private final Violations violations;
  private final Map<Term, Integer> leaders = new HashMap<>();
  private final Map<UUID, String> names = new HashMap<>();
  private long controllerSession = -1;

  /** A leader epoch of a partition. */
  private record Term(UUID topicId, int partition, int leaderEpoch) {}

  public MetadataChecker(LogModel logs, Violations violations) {
    this.metadata = logs.metadata();
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(4, 8, 31, 32, 34, 36);
  }

  @Override
  public String description() {
    return "one controller writes, one leader per epoch, topic ids for ever, small values";
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Create create -> checkWrite(machine, sessionId, create, create.value());
        case Operation.Set set -> checkWrite(machine, sessionId, set, set.value());
        case Operation.CreateEphemeral create -> {
          checkWrite(machine, sessionId, create, create.value());
          if (create.path().equals(CONTROLLER)) {
            controllerSession = sessionId;
          }
        }
        case Operation.Delete _, Operation.Check _ -> {
          // They write nothing.
        }
      }
    }
    metadata.latestChanges().forEach(this::checkDecision);
  }

  private void checkDecision(MetadataModel.Change change) {
    MetadataModel.State after = change.after();
    boolean sound =
        after.replicas().containsAll(after.isr())
            && (!after.hasLeader() || after.isr().contains(after.leader()));
    if (!sound) {
      violations.add(8, "the leader is not in sync, or who is in sync no replica: " + change);
    }
    Term term = new Term(change.topicId(), change.partition(), after.leaderEpoch());
    Integer other = leaders.putIfAbsent(term, after.leader());
    if (other != null && other != after.leader()) {
      violations.add(
          4, "leader epoch " + after.leaderEpoch() + " had leader " + other + ": " + change);
    }
  }

  private void checkWrite(String machine, long sessionId, Operation operation, byte[] value) {
    if (value.length > Operation.MAX_VALUE_BYTES) {
      violations.add(36, "%s has %d bytes".formatted(operation.path(), value.length));
    }
    boolean appends = operation.path().startsWith(METADATA_LOG + "/");
    if (appends && sessionId != controllerSession) {
      violations.add(
          32,
          "%s wrote %s in session %d; the controller is of session %d"
              .formatted(machine, operation.path(), sessionId, controllerSession));
    }
  }

  @Override
  public void onLeaderTold(UUID topicId, String topic, int partition, int leader, int leaderEpoch) {
    String named = names.putIfAbsent(topicId, topic);
    if (named != null && !named.equals(topic)) {
      violations.add(34, "topic id " + topicId + " was of " + named + ", and now is of " + topic);
    }
    if (leader == MetadataModel.NO_LEADER) {
      return; // Nobody leads, or who leads is out of reach: that says nothing of who it is.
    }
    Integer other = leaders.putIfAbsent(new Term(topicId, partition, leaderEpoch), leader);
    if (other != null && other != leader) {
      violations.add(
          4,
          "leader epoch %d of %s-%d has leaders %d and %d"
              .formatted(leaderEpoch, topic, partition, other, leader));
    }
  }
}
