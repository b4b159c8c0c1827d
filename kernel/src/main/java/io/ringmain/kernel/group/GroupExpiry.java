package io.ringmain.kernel.group;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.coordinator.CoordinatorRecord;
import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Deletes what nobody needs any more: offsets that have expired, groups that are empty and have no
 * offsets, everything of a group or topic that was deleted. On the coordinator's ring thread.
 *
 * <p>When an offset's retention begins:
 *
 * <pre>
 *   group never joined (offsets committed by hand)   with the commit
 *   group is empty                                   when it became empty
 *   stable group of consumers                        with the commit, for topics it does not subscribe to
 *   otherwise                                        never
 * </pre>
 */
final class GroupExpiry {

  /**
   * Tombstones are written in portions that fit a record batch however small the maximum is set.
   */
  private static final int MAX_PORTION_BYTES = 64 * 1024;

  private final GroupContext context;

  GroupExpiry(GroupContext context) {
    this.context = context;
  }

  /** Expires what is due, and again after each check interval. */
  void start() {
    context.schedule(
        context.config().offsetsRetentionCheckIntervalMs(),
        () -> {
          expire();
          start();
        });
  }

  /** Expires what is due now. */
  void expire() {
    List<CoordinatorRecord> records = new ArrayList<>();
    for (ClassicGroup group : context.groups().values()) {
      boolean noneLeft = expireOffsets(group, records);
      if (noneLeft && group.isIn(GroupState.EMPTY)) {
        records.add(GroupRecords.groupTombstone(group.id()));
      }
    }
    if (!records.isEmpty()) {
      GroupLog.log(INFO, "*", () -> records.size() + " offsets and groups have expired");
      writeInPortions(records, GroupExpiry::logFailure);
    }
  }

  /**
   * Adds a tombstone for each expired offset of the group; says whether no other offset is left.
   */
  private boolean expireOffsets(ClassicGroup group, List<CoordinatorRecord> records) {
    var offsets = context.ledger().offsets().of(group.id());
    if (offsets.isEmpty()) {
      return true;
    }
    ToLongFunction<CommittedOffset> baseMs;
    if (group.protocolType().isEmpty()) {
      baseMs = CommittedOffset::commitTimestampMs;
    } else if (group.isIn(GroupState.EMPTY)) {
      boolean known = group.stateTimestampMs() != StoredGroup.NO_TIMESTAMP;
      baseMs = known ? offset -> group.stateTimestampMs() : CommittedOffset::commitTimestampMs;
    } else if (group.isOfConsumers()
        && group.subscriptionIsKnown()
        && group.isIn(GroupState.STABLE)) {
      baseMs = CommittedOffset::commitTimestampMs;
    } else {
      return false;
    }
    long nowMs = context.nowMs();
    long retentionMs = context.config().offsetsRetentionMs();
    boolean noneLeft = true;
    for (var topic : offsets.entrySet()) {
      boolean subscribed = group.subscribesTo(topic.getKey());
      for (var partition : topic.getValue().entrySet()) {
        CommittedOffset offset = partition.getValue();
        if (!subscribed && offset.expired(nowMs, baseMs.applyAsLong(offset), retentionMs)) {
          records.add(GroupRecords.offsetTombstone(group.id(), topic.getKey(), partition.getKey()));
        } else {
          noneLeft = false;
        }
      }
    }
    return noneLeft;
  }

  /** Deletes a group with all its offsets, if it is empty. */
  void deleteGroup(String groupId, Consumer<ErrorCode> answer) {
    ClassicGroup group = context.group(groupId).orElse(null);
    if (group == null) {
      answer.accept(ErrorCode.GROUP_ID_NOT_FOUND);
      return;
    }
    if (!group.isIn(GroupState.EMPTY)) {
      answer.accept(ErrorCode.NON_EMPTY_GROUP);
      return;
    }
    List<CoordinatorRecord> records = new ArrayList<>();
    context
        .ledger()
        .offsets()
        .of(groupId)
        .forEach((topic, partitions) ->
            partitions
                .keySet()
                .forEach(partition ->
                    records.add(GroupRecords.offsetTombstone(groupId, topic, partition))));
    records.add(GroupRecords.groupTombstone(groupId));
    writeInPortions(records, answer);
  }

  /** Deletes the offsets that any group has for topics that were deleted. */
  void topicsDeleted(Collection<String> topics) {
    List<CoordinatorRecord> records = new ArrayList<>();
    OffsetStore offsets = context.ledger().offsets();
    for (String group : offsets.groups()) {
      for (String topic : topics) {
        var partitions = offsets.of(group).get(topic);
        if (partitions != null) {
          partitions
              .keySet()
              .forEach(
                  partition -> records.add(GroupRecords.offsetTombstone(group, topic, partition)));
        }
      }
    }
    if (!records.isEmpty()) {
      writeInPortions(records, GroupExpiry::logFailure);
    }
  }

  private static void logFailure(ErrorCode error) {
    if (error != ErrorCode.NONE) {
      GroupLog.log(WARNING, "*", () -> "tombstones not stored, to be tried again later: " + error);
    }
  }

  /** Writes many records in order; the answer is that of the last portion, or the first failure. */
  private void writeInPortions(List<CoordinatorRecord> records, Consumer<ErrorCode> answer) {
    Portions portions = new Portions(answer);
    int from = 0;
    int bytes = 0;
    for (int i = 0; i < records.size() && !portions.failed; i++) {
      bytes += records.get(i).key().remaining();
      boolean last = i == records.size() - 1;
      if (last || bytes >= MAX_PORTION_BYTES) {
        context
            .runtime()
            .write(List.copyOf(records.subList(from, i + 1)), error -> portions.done(error, last));
        from = i + 1;
        bytes = 0;
      }
    }
  }

  /** Passes one answer on for many writes, which complete in order. */
  private static final class Portions {
    private final Consumer<ErrorCode> answer;
    private boolean failed;

    Portions(Consumer<ErrorCode> answer) {
      this.answer = answer;
    }

    void done(ErrorCode error, boolean last) {
      if (!failed && (last || error != ErrorCode.NONE)) {
        failed = error != ErrorCode.NONE;
        answer.accept(error);
      }
    }
  }
}
