package io.ringmain.kernel.group;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.SyncGroupRequest;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gives every member what the leader assigned, once that is stored. On the coordinator's ring
 * thread.
 *
 * <pre>
 *   followers' syncs ─▶ parked ────────────────────────────────┐
 *   leader's sync ────▶ parked ─▶ record with the assignment ─▶ committed: STABLE, all syncs answered
 *                                                             └ failed: syncs refused, rebalance
 * </pre>
 */
final class GroupSync {

  private final GroupContext context;
  private final Rebalance rebalance;

  GroupSync(GroupContext context, Rebalance rebalance) {
    this.context = context;
    this.rebalance = rebalance;
  }

  void sync(SyncGroupRequest request, Consumer<SyncGroupResponse> answer) {
    Optional<ClassicGroup> found = context.group(request.groupId());
    ErrorCode error = found.map(group -> check(group, request)).orElse(ErrorCode.UNKNOWN_MEMBER_ID);
    if (error != ErrorCode.NONE) {
      answer.accept(Responses.syncError(error));
      return;
    }
    ClassicGroup group = found.orElseThrow();
    Member member = group.member(request.memberId());
    rebalance.syncArrived(group, member.id());
    if (group.isIn(GroupState.STABLE)) {
      answerWhenCommitted(assignment(group, member), answer);
      return;
    }
    member.parkSync(answer);
    if (group.isLeader(member.id())) {
      storeAssignment(group, request);
    }
  }

  /** A group may have been loaded with an assignment that is not committed yet. */
  private void answerWhenCommitted(
      SyncGroupResponse assignment, Consumer<SyncGroupResponse> answer) {
    context
        .runtime()
        .write(
            List.of(),
            error ->
                answer.accept(error == ErrorCode.NONE ? assignment : Responses.syncError(error)));
  }

  private static ErrorCode check(ClassicGroup group, SyncGroupRequest request) {
    if (group.isIn(GroupState.EMPTY)) {
      return ErrorCode.UNKNOWN_MEMBER_ID;
    }
    ErrorCode error =
        group.check(request.memberId(), Optional.ofNullable(request.groupInstanceId()));
    if (error != ErrorCode.NONE) {
      return error;
    }
    if (request.generationId() != group.generation()) {
      return ErrorCode.ILLEGAL_GENERATION;
    }
    if (differs(request.protocolType(), group.protocolType())
        || differs(request.protocolName(), group.protocol())) {
      return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
    }
    return group.isIn(GroupState.PREPARING_REBALANCE)
        ? ErrorCode.REBALANCE_IN_PROGRESS
        : ErrorCode.NONE;
  }

  private static boolean differs(String requested, Optional<String> current) {
    return requested != null && current.isPresent() && !current.get().equals(requested);
  }

  private void storeAssignment(ClassicGroup group, SyncGroupRequest request) {
    Map<String, ByteBuffer> assignments = new HashMap<>();
    for (SyncGroupRequest.SyncGroupRequestAssignment given : request.assignments()) {
      assignments.put(given.memberId(), given.assignment());
    }
    int generation = group.generation();
    context
        .runtime()
        .write(
            List.of(GroupRecords.group(group.id(), StoredGroup.of(group, assignments))),
            error -> {
              // Somebody may have begun the next rebalance while this was being written.
              if (context.isCurrent(group)
                  && group.isIn(GroupState.COMPLETING_REBALANCE)
                  && group.generation() == generation) {
                if (error == ErrorCode.NONE) {
                  assign(group, assignments);
                } else {
                  GroupLog.log(WARNING, group.id(), () -> "assignment not stored: " + error);
                  rebalance.refuseSyncs(group, error);
                  rebalance.prepareOrContinue(group, "assignment not stored: " + error);
                }
              }
            });
  }

  private void assign(ClassicGroup group, Map<String, ByteBuffer> assignments) {
    group.transitionTo(GroupState.STABLE, context.nowMs());
    GroupLog.log(INFO, group.id(), () -> "generation " + group.generation() + " is stable");
    for (Member member : List.copyOf(group.members())) {
      member.assign(assignments.getOrDefault(member.id(), Member.NO_ASSIGNMENT));
    }
    for (Member member : List.copyOf(group.members())) {
      if (member.answerSync(assignment(group, member))) {
        // While it waited here it could not send heartbeats.
        member.session().extend(member.sessionTimeoutMs());
      }
    }
  }

  private static SyncGroupResponse assignment(ClassicGroup group, Member member) {
    return new SyncGroupResponse()
        .protocolType(group.protocolType().orElse(null))
        .protocolName(group.protocol().orElse(null))
        .assignment(member.assignment());
  }
}
