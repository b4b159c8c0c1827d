package io.ringmain.kernel.group;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.JoinGroupResponse.JoinGroupResponseMember;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes a group from one generation to the next. Used by every part of the coordinator that changes
 * who is in a group; on its ring thread.
 *
 * <pre>
 *   prepare ──▶ first rebalance: wait a little for more members, longer while they keep coming ──┐
 *      │                                                                                          ▼
 *      └──────▶ wait for all members, at most the longest of their rebalance timeouts ──▶ completeJoin
 *                                                                                                 │
 *   dynamic members who did not join are out · answer all joins · wait for syncs ◀────────────────┘
 * </pre>
 */
final class Rebalance {

  private final GroupContext context;

  Rebalance(GroupContext context) {
    this.context = context;
  }

  /** Begins a rebalance, or goes on with the one under way now that somebody joined or left. */
  void prepareOrContinue(ClassicGroup group, String reason) {
    if (group.state().canRebalance()) {
      prepare(group, reason);
    } else {
      continueJoin(group);
    }
  }

  /** Begins a rebalance: everybody has to join anew. */
  void prepare(ClassicGroup group, String reason) {
    if (group.isIn(GroupState.COMPLETING_REBALANCE)) {
      refuseSyncs(group, ErrorCode.REBALANCE_IN_PROGRESS);
    }
    group.pendingSyncs().clear();
    group.syncTimer(Optional.empty());
    boolean initial = group.isIn(GroupState.EMPTY);
    group.transitionTo(GroupState.PREPARING_REBALANCE, context.nowMs());
    GroupLog.log(
        INFO,
        group.id(),
        () -> "rebalance begins after generation " + group.generation() + ": " + reason);
    if (initial) {
      int delayMs = context.config().initialRebalanceDelayMs();
      awaitMoreMembers(group, delayMs, Math.max(group.rebalanceTimeoutMs() - delayMs, 0));
    } else if (group.allJoined()) {
      completeJoin(group);
    } else {
      awaitAllMembers(group);
    }
  }

  /** Ends the join phase if nobody is missing. A first rebalance always lasts out its delay. */
  void continueJoin(ClassicGroup group) {
    if (group.isIn(GroupState.PREPARING_REBALANCE)
        && !group.inInitialRebalance()
        && group.allJoined()) {
      completeJoin(group);
    }
  }

  private void awaitMoreMembers(ClassicGroup group, int delayMs, int remainingMs) {
    group.joinTimer(
        Optional.of(context.schedule(delayMs, () -> endInitialDelay(group, delayMs, remainingMs))));
  }

  private void endInitialDelay(ClassicGroup group, int delayMs, int remainingMs) {
    if (!context.isCurrent(group)) {
      return;
    }
    if (group.takeMemberAddedInDelay() && remainingMs > 0) {
      int nextDelayMs = Math.min(context.config().initialRebalanceDelayMs(), remainingMs);
      awaitMoreMembers(group, nextDelayMs, Math.max(remainingMs - delayMs, 0));
    } else {
      completeJoin(group);
    }
  }

  private void awaitAllMembers(ClassicGroup group) {
    group.joinTimer(
        Optional.of(
            context.schedule(
                group.rebalanceTimeoutMs(),
                () -> {
                  if (context.isCurrent(group)) {
                    completeJoin(group);
                  }
                })));
  }

  /** Ends the join phase with those who are here. */
  void completeJoin(ClassicGroup group) {
    group.joinTimer(Optional.empty());
    for (Member member : group.notJoined()) {
      // A static member keeps its place until its session ends: it may be restarting.
      if (!member.isStatic()) {
        GroupLog.log(INFO, group.id(), () -> "member " + member.id() + " did not join in time");
        group.remove(member.id());
      }
    }
    if (group.size() > 0 && !group.electLeader()) {
      // Nobody at all has joined. Sessions will sort out who is still there.
      awaitAllMembers(group);
      return;
    }
    group.beginGeneration(context.nowMs());
    if (group.isIn(GroupState.EMPTY)) {
      storeEmpty(group);
    } else {
      answerJoins(group);
      awaitSyncs(group);
    }
  }

  private void storeEmpty(ClassicGroup group) {
    GroupLog.log(INFO, group.id(), () -> "generation " + group.generation() + " is empty");
    context
        .runtime()
        .write(
            List.of(GroupRecords.group(group.id(), StoredGroup.of(group, Map.of()))),
            error -> {
              if (error != ErrorCode.NONE) {
                // The generation before comes back with the log; its members time out then.
                GroupLog.log(WARNING, group.id(), () -> "not stored as empty: " + error);
              }
            });
  }

  private void answerJoins(ClassicGroup group) {
    GroupLog.log(
        INFO,
        group.id(),
        () ->
            "generation "
                + group.generation()
                + " has "
                + group.size()
                + " members, protocol "
                + group.protocol().orElse("")
                + ", leader "
                + group.leader().orElse(""));
    for (Member member : List.copyOf(group.members())) {
      group.answerJoin(member, generation(group, member));
      member.session().extend(member.sessionTimeoutMs());
      member.markNew(false);
      group.pendingSyncs().add(member.id());
    }
  }

  /** What a member learns of the generation; the leader learns of all members. */
  static JoinGroupResponse generation(ClassicGroup group, Member member) {
    JoinGroupResponse response =
        new JoinGroupResponse()
            .memberId(member.id())
            .generationId(group.generation())
            .protocolType(group.protocolType().orElse(null))
            .protocolName(group.protocol().orElse(null))
            .leader(group.leader().orElse(""));
    if (group.isLeader(member.id())) {
      response.members(membersFor(group));
    }
    return response;
  }

  static List<JoinGroupResponseMember> membersFor(ClassicGroup group) {
    List<JoinGroupResponseMember> members = new ArrayList<>(group.size());
    for (Member member : group.members()) {
      members.add(
          new JoinGroupResponseMember()
              .memberId(member.id())
              .groupInstanceId(member.instanceId().orElse(null))
              .metadata(member.metadata(group.protocol().orElse(""))));
    }
    return members;
  }

  private void awaitSyncs(ClassicGroup group) {
    int generation = group.generation();
    group.syncTimer(
        Optional.of(
            context.schedule(group.rebalanceTimeoutMs(), () -> endSyncs(group, generation))));
  }

  private void endSyncs(ClassicGroup group, int generation) {
    if (!context.isCurrent(group)
        || group.generation() != generation
        || group.pendingSyncs().isEmpty()) {
      return;
    }
    List<String> late = List.copyOf(group.pendingSyncs());
    late.forEach(group::remove);
    prepare(group, "no sync in time from " + late);
  }

  /** A sync has come from this member; when all have, nobody is timed any more. */
  void syncArrived(ClassicGroup group, String memberId) {
    group.pendingSyncs().remove(memberId);
    if (group.pendingSyncs().isEmpty()) {
      group.syncTimer(Optional.empty());
    }
  }

  /** Answers all parked syncs with an error; what was assigned no longer holds. */
  void refuseSyncs(ClassicGroup group, ErrorCode error) {
    for (Member member : List.copyOf(group.members())) {
      member.assign(Member.NO_ASSIGNMENT);
      if (member.answerSync(Responses.syncError(error))) {
        member.session().extend(member.sessionTimeoutMs());
      }
    }
  }

  /** Takes a member out whose session has ended, and moves on without it. */
  void sessionEnded(ClassicGroup group, String memberId) {
    if (!context.isCurrent(group)
        || !group.has(memberId)
        || group.member(memberId).excusedFromHeartbeats()) {
      return;
    }
    GroupLog.log(INFO, group.id(), () -> "session of member " + memberId + " has ended");
    dismiss(group, group.member(memberId));
    if (group.state().canRebalance()) {
      prepare(group, "session of " + memberId + " has ended");
    } else if (group.allJoined()) {
      completeJoin(group);
    }
  }

  /** Forgets somebody who was told a member id and did not come back with it. */
  void pendingJoinEnded(ClassicGroup group, String memberId) {
    if (!context.isCurrent(group) || !group.isPendingJoin(memberId)) {
      return;
    }
    GroupLog.log(DEBUG, group.id(), () -> "" + memberId + " did not come back");
    group.remove(memberId);
    if (group.isIn(GroupState.PREPARING_REBALANCE) && group.allJoined()) {
      completeJoin(group);
    }
  }

  /** Takes a member out, answering its join so that it starts over if it is still there. */
  void dismiss(ClassicGroup group, Member member) {
    group.answerJoin(
        member, Responses.joinError(Responses.NO_MEMBER_ID, ErrorCode.UNKNOWN_MEMBER_ID));
    member.answerSync(Responses.syncError(ErrorCode.UNKNOWN_MEMBER_ID));
    group.remove(member.id());
  }
}
