package io.ringmain.testkit.checkers;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.spi.storage.LogId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Invariants 25 to 27: in a generation no partition has two owners; a commit from an old generation
 * is refused; a committed offset does not go back. And what a member is told was stored before.
 *
 * <p>What a member was told counts as long as the record batch that says so is not lost, or was not
 * allowed to be lost: {@link LogModel} says which losses of {@code __consumer_offsets} are excused.
 * After such a loss generations and offsets start anew from what is left, and an answer may still
 * be on its way that was true when it was sent. The members of these simulations only commit
 * forward.
 */
public final class GroupsChecker implements Checker {
  private static final String OFFSETS_TOPIC = "__consumer_offsets";

  private final LogModel logs;
  private final Violations violations;
  private final LongSupplier nowNs;
  private final RecordBatchView view = new RecordBatchView();
  private final StoredGroups stored = new StoredGroups();
  private final Map<Share, Owner> owners = new HashMap<>();
  private final Map<String, List<Told>> generations = new HashMap<>();
  private final Map<String, NavigableMap<Long, Heard>> committed = new HashMap<>();

  private record Share(String group, int generation, int partition) {}

  /** A member that was assigned a partition, and what says so. */
  private record Owner(String member, ModelBatch batch) {}

  /** A generation that a member was assigned partitions in, when it heard, and what says so. */
  private record Told(int generation, long atNs, ModelBatch batch) {}

  /** When a member heard that an offset is committed, and what says so. */
  private record Heard(long atNs, ModelBatch batch) {}

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
  public void onAppended(
      String machine, LogId id, long baseOffset, long lastOffset, ByteBuffer bytes) {
    if (id.topic().equals(OFFSETS_TOPIC)) {
      view.wrap(bytes, 0);
      logs.partition(id.topicId(), id.partition())
          .flatMap(log -> log.known(baseOffset, view.partitionLeaderEpoch(), view.crc()))
          .ifPresent(batch -> stored.add(batch, view));
    }
  }

  @Override
  public void onAssigned(String group, String member, int generation, List<Integer> partitions) {
    for (int partition : partitions) {
      Optional<ModelBatch> batch = stored.assigned(group, generation, partition, member);
      if (batch.isEmpty()) {
        violations.add(
            25,
            "%s was told that it owns partition %d in generation %d of %s, which no log ever had"
                .formatted(member, partition, generation, group));
      } else if (!batch.get().excused) {
        own(new Share(group, generation, partition), new Owner(member, batch.get()));
      }
    }
  }

  private void own(Share share, Owner owner) {
    Owner other = owners.put(share, owner);
    if (other != null && !other.member.equals(owner.member) && !other.batch.excused) {
      violations.add(
          25,
          "partition %d is owned by %s and %s in generation %d of %s"
              .formatted(
                  share.partition, other.member, owner.member, share.generation, share.group));
    }
    List<Told> told = generations.computeIfAbsent(share.group, _ -> new ArrayList<>());
    if (told.isEmpty() || told.getLast().batch != owner.batch) {
      told.add(new Told(share.generation, nowNs.getAsLong(), owner.batch));
    }
  }

  @Override
  public void onCommitAnswered(CommittedOffset commit, ErrorCode error) {
    if (error != ErrorCode.NONE) {
      return;
    }
    for (Told told : generations.getOrDefault(commit.group(), List.of())) {
      if (told.generation > commit.generation()
          && told.atNs < commit.sentNs()
          && !told.batch.excused) {
        violations.add(
            26, commit + " was accepted, and generation " + told.generation + " was there before");
        break;
      }
    }
    stored
        .committed(commit.group(), commit.partition(), commit.offset())
        .ifPresentOrElse(
            batch -> relyOn(commit.group(), commit.partition(), commit.offset(), batch),
            () -> violations.add(27, commit + " was accepted, and no log ever had it"));
  }

  private void relyOn(String group, int partition, long offset, ModelBatch batch) {
    committed
        .computeIfAbsent(group + "/" + partition, _ -> new TreeMap<>())
        .merge(
            offset,
            new Heard(nowNs.getAsLong(), batch),
            (old, fresh) -> old.batch.excused ? fresh : old);
  }

  @Override
  public void onCommittedTold(
      String group, int broker, int partition, long offset, long askedAtNs) {
    if (!coordinates(broker)) {
      return; // It has not heard yet that it was deposed, and knows no better.
    }
    committed
        .getOrDefault(group + "/" + partition, new TreeMap<>())
        .tailMap(offset, false)
        .forEach((known, heard) -> {
          if (heard.atNs < askedAtNs && !heard.batch.excused) {
            violations.add(
                27,
                "offset %d is told for partition %d of %s, and %d was told before"
                    .formatted(offset, partition, group, known));
          }
        });
    stored
        .committed(group, partition, offset)
        .ifPresent(batch -> relyOn(group, partition, offset, batch));
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
}
