package io.ringmain.kernel.group;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.HeartbeatRequest;
import io.ringmain.protocol.message.LeaveGroupRequest;
import io.ringmain.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.ringmain.protocol.message.LeaveGroupResponse;
import io.ringmain.protocol.message.LeaveGroupResponse.MemberResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Hears from members that they are there, or are going. On the coordinator's ring thread. */
final class GroupMembership {

  private final GroupContext context;
  private final Rebalance rebalance;

  GroupMembership(GroupContext context, Rebalance rebalance) {
    this.context = context;
    this.rebalance = rebalance;
  }

  /** Prolongs a member's session, and tells it to join anew when a rebalance is on. */
  ErrorCode heartbeat(HeartbeatRequest request) {
    Optional<ClassicGroup> found = context.group(request.groupId());
    if (found.isEmpty()) {
      return ErrorCode.UNKNOWN_MEMBER_ID;
    }
    ClassicGroup group = found.get();
    ErrorCode error =
        group.check(request.memberId(), Optional.ofNullable(request.groupInstanceId()));
    if (error != ErrorCode.NONE) {
      return error;
    }
    if (request.generationId() != group.generation()) {
      return ErrorCode.ILLEGAL_GENERATION;
    }
    Member member = group.member(request.memberId());
    member.session().extend(member.sessionTimeoutMs());
    return group.isIn(GroupState.PREPARING_REBALANCE)
        ? ErrorCode.REBALANCE_IN_PROGRESS
        : ErrorCode.NONE;
  }

  /** Lets members go, each with an answer of its own. */
  void leave(LeaveGroupRequest request, Consumer<LeaveGroupResponse> answer) {
    Optional<ClassicGroup> group = context.group(request.groupId());
    List<MemberResponse> responses = new ArrayList<>(request.members().size());
    List<String> left = new ArrayList<>();
    for (MemberIdentity identity : request.members()) {
      ErrorCode error =
          group.map(known -> leave(known, identity)).orElse(ErrorCode.UNKNOWN_MEMBER_ID);
      if (error == ErrorCode.NONE) {
        left.add(describe(identity));
      }
      responses.add(
          new MemberResponse()
              .memberId(identity.memberId())
              .groupInstanceId(identity.groupInstanceId())
              .errorCode(error.id()));
    }
    answer.accept(new LeaveGroupResponse().members(responses));
    if (!left.isEmpty() && !group.orElseThrow().isIn(GroupState.EMPTY)) {
      rebalance.prepareOrContinue(group.orElseThrow(), "left: " + String.join(", ", left));
    }
  }

  private ErrorCode leave(ClassicGroup group, MemberIdentity identity) {
    String memberId = identity.memberId();
    Optional<String> instanceId = Optional.ofNullable(identity.groupInstanceId());
    if (memberId.isEmpty()) {
      // An administrator removes a static member by its name alone.
      Optional<String> named = instanceId.flatMap(group::memberOfInstance);
      named.ifPresent(id -> rebalance.dismiss(group, group.member(id)));
      return named.isPresent() ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
    }
    if (group.isPendingJoin(memberId)) {
      group.remove(memberId);
      return ErrorCode.NONE;
    }
    ErrorCode error = group.check(memberId, instanceId);
    if (error == ErrorCode.NONE) {
      rebalance.dismiss(group, group.member(memberId));
    }
    return error;
  }

  private static String describe(MemberIdentity identity) {
    String who = identity.memberId().isEmpty() ? identity.groupInstanceId() : identity.memberId();
    return identity.reason() == null ? who : who + " (" + identity.reason() + ")";
  }
}
