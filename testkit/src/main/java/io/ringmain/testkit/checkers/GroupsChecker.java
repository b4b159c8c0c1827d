package io.ringmain.testkit.checkers;

import io.ringmain.protocol.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Invariants 25 to 27: in a generation no partition has two owners; a commit from an old generation
 * is refused; a committed offset does not go back.
 *
 * <p>Where a failing machine has taken records of {@code __consumer_offsets}, and was allowed to,
 * generations and offsets start anew. The members of these simulations only commit forward.
 */
public final class GroupsChecker implements Checker {
  private static final String OFFSETS_TOPIC = "__consumer_offsets";

  private final LogModel logs;
  private final Violations violations;
  private final LongSupplier nowNs;
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Latest> latest = new HashMap<>();
  private final Map<String, Acknowledged> committed = new HashMap<>();

  private int losses;

  /** The newest generation that a member was assigned in, and when. */
  private record Latest(int generation, long atNs) {}

  /** The largest offset whose commit was acknowledged, and when. */
  private record Acknowledged(long offset, long atNs) {}

  public GroupsChecker(LogModel logs, LongSupplier nowNs, Violations violations) {
    this.logs = logs;
    this.nowNs = nowNs;
    this.violations = violations;
  }

  @Override
  public List<Integer> invariants() {
    return List.of(25, 26, 27);
  }

  @Override
  public String description() {
    return "one owner in a generation, old generations commit nothing, offsets do not go back";
  }

  @Override
  public void onAssigned(String group, String member, int generation, List<Integer> partitions) {
    forgetWhatIsLost();
    for (int partition : partitions) {
      String owned = group + "/" + generation + "/" + partition;
      String other = owners.putIfAbsent(owned, member);
      if (other != null && !other.equals(member)) {
        violations.add(
            25,
            "partition %d is owned by %s and %s in generation %d of %s"
                .formatted(partition, other, member, generation, group));
      }
    }
    Latest before = latest.get(group);
    if (before == null || before.generation < generation) {
      latest.put(group, new Latest(generation, nowNs.getAsLong()));
    }
  }

  @Override
  public void onCommitAnswered(CommittedOffset commit, ErrorCode error) {
    forgetWhatIsLost();
    if (error != ErrorCode.NONE) {
      return;
    }
    Latest newest = latest.get(commit.group());
    if (newest != null
        && newest.generation > commit.generation()
        && newest.atNs < commit.sentNs()) {
      violations.add(
          26, commit + " was accepted, and generation " + newest.generation + " was there before");
    }
    committed.merge(
        commit.group() + "/" + commit.partition(),
        new Acknowledged(commit.offset(), nowNs.getAsLong()),
        (old, fresh) -> old.offset >= fresh.offset ? old : fresh);
  }

  @Override
  public void onCommittedTold(
      String group, int broker, int partition, long offset, long askedAtNs) {
    forgetWhatIsLost();
    if (!coordinates(broker)) {
      return; // It has not heard yet that it was deposed, and knows no better.
    }
    Acknowledged known = committed.get(group + "/" + partition);
    if (known != null && known.atNs < askedAtNs && offset < known.offset) {
      violations.add(
          27,
          "offset %d is told for partition %d of %s, and %s was acknowledged"
              .formatted(offset, partition, group, known));
    }
  }

  /** Whether a broker leads a partition in which groups keep their records. */
  private boolean coordinates(int broker) {
    for (ModelPartition partition : logs.partitions()) {
      if (partition.id().topic().equals(OFFSETS_TOPIC)
          && logs.decided(partition).filter(state -> state.leader() == broker).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** What may have been lost with records of {@code __consumer_offsets} is not missed. */
  private void forgetWhatIsLost() {
    int now = 0;
    for (ModelPartition partition : logs.partitions()) {
      now += partition.id().topic().equals(OFFSETS_TOPIC) ? partition.excusedLosses() : 0;
    }
    if (now != losses) {
      losses = now;
      owners.clear();
      latest.clear();
      committed.clear();
    }
  }
}
