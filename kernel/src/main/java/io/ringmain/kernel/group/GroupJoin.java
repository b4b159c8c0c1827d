package io.ringmain.kernel.group;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupRequest;
import io.ringmain.protocol.message.JoinGroupResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes members into a group, or back into it. On the coordinator's ring thread.
 *
 * <pre>
 *   no member id ─┬─ static, its name is known ────▶ takes its predecessor's place ─▶ no rebalance if stable
 *                 ├─ static, new name ─────────────▶ added ───────────────┐
 *                 ├─ dynamic, before version 4 ────▶ added ───────────────┼──▶ rebalance
 *                 └─ dynamic ─▶ MEMBER_ID_REQUIRED ─▶ pending             │
 *   member id ────┬─ pending ──────────────────────▶ added ───────────────┤
 *                 ├─ nothing new to say ───────────▶ the generation as it is
 *                 └─ leader, or says something new ▶ updated ─────────────┘
 * </pre>
 */
final class GroupJoin {

  /** From this version on a client learns its id first (KIP-394), so that none is left behind. */
  private static final short MEMBER_ID_REQUIRED_VERSION = 4;

  /** From this version on a leader can be told that the assignment stands (KIP-814). */
  private static final short SKIP_ASSIGNMENT_VERSION = 9;

  private final GroupContext context;
  private final Rebalance rebalance;

  GroupJoin(GroupContext context, Rebalance rebalance) {
    this.context = context;
    this.rebalance = rebalance;
  }

  /** One join under way. */
  private record Join(
      JoinGroupRequest request,
      GroupClient client,
      short version,
      List<Protocol> protocols,
      Consumer<JoinGroupResponse> answer) {

    Optional<String> instanceId() {
      return Optional.ofNullable(request.groupInstanceId());
    }

    String reason() {
      String given = request.reason();
      return given == null || given.isEmpty() ? "not given" : given;
    }

    void refuse(String memberId, ErrorCode error) {
      answer.accept(Responses.joinError(memberId, error));
    }
  }

  void join(
      JoinGroupRequest request,
      GroupClient client,
      short version,
      Consumer<JoinGroupResponse> answer) {
    Join join = new Join(request, client, version, protocols(request), answer);
    String memberId = request.memberId();
    boolean unknown = memberId.isEmpty();
    Optional<ClassicGroup> existing = context.group(request.groupId());
    if (existing.isEmpty() && !unknown) {
      join.refuse(memberId, ErrorCode.UNKNOWN_MEMBER_ID);
      return;
    }
    ClassicGroup group = context.groupOrNew(request.groupId());
    if (!hasRoomFor(group, memberId)) {
      group.remove(memberId);
      join.refuse(Responses.NO_MEMBER_ID, ErrorCode.GROUP_MAX_SIZE_REACHED);
    } else if (!group.supports(request.protocolType(), join.protocols)) {
      join.refuse(memberId, ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    } else if (unknown) {
      joinUnknown(group, join);
    } else {
      joinKnown(group, join);
    }
    if (existing.isEmpty()) {
      storeNew(group);
    }
  }

  private static List<Protocol> protocols(JoinGroupRequest request) {
    List<Protocol> protocols = new ArrayList<>(request.protocols().size());
    for (JoinGroupRequest.JoinGroupRequestProtocol offered : request.protocols()) {
      protocols.add(new Protocol(offered.name(), offered.metadata()));
    }
    return protocols;
  }

  /** While joining, room is counted in joins, so that the last to come back are turned away. */
  private boolean hasRoomFor(ClassicGroup group, String memberId) {
    int maxSize = context.config().maxSize();
    return switch (group.state()) {
      case EMPTY, DEAD -> true;
      case PREPARING_REBALANCE ->
          (group.has(memberId) && group.member(memberId).awaitsJoin())
              || group.parkedJoins() < maxSize;
      case COMPLETING_REBALANCE, STABLE -> group.has(memberId) || group.size() < maxSize;
    };
  }

  /** A group exists from its first join on, even when nobody ever comes back to it. */
  private void storeNew(ClassicGroup group) {
    StoredGroup empty = StoredGroup.empty(group.stateTimestampMs());
    context
        .runtime()
        .write(
            List.of(GroupRecords.group(group.id(), empty)),
            error -> {
              if (error != ErrorCode.NONE && context.isCurrent(group)) {
                GroupLog.log(WARNING, group.id(), () -> "not stored as new: " + error);
                for (Member member : List.copyOf(group.members())) {
                  group.answerJoin(member, Responses.joinError(Responses.NO_MEMBER_ID, error));
                  // The generation may have begun while replicas kept the write waiting.
                  member.answerSync(Responses.syncError(error));
                }
                context.drop(group);
              }
            });
  }

  // ---- without a member id

  private void joinUnknown(ClassicGroup group, Join join) {
    String memberId = context.newMemberId(join.client, join.instanceId());
    Optional<String> predecessor = join.instanceId().flatMap(group::memberOfInstance);
    if (predecessor.isPresent()) {
      GroupLog.log(
          INFO, group.id(), () -> "static member " + predecessor.get() + " is back as " + memberId);
      succeed(group, group.member(predecessor.get()), memberId, join);
    } else if (join.instanceId().isEmpty() && join.version >= MEMBER_ID_REQUIRED_VERSION) {
      Session session = context.session(() -> rebalance.pendingJoinEnded(group, memberId));
      group.addPendingJoin(memberId, session);
      session.extend(join.request.sessionTimeoutMs());
      join.refuse(memberId, ErrorCode.MEMBER_ID_REQUIRED);
    } else {
      add(group, memberId, join);
    }
  }

  private void add(ClassicGroup group, String memberId, Join join) {
    Member member = newMember(group, memberId, join.instanceId(), join.client, join);
    member.describe(
        join.protocols, join.request.rebalanceTimeoutMs(), join.request.sessionTimeoutMs());
    member.markNew(true);
    if (group.inInitialRebalance()) {
      group.markMemberAddedInDelay();
    }
    group.add(member);
    group.parkJoin(member, join.answer);
    // It cannot send heartbeats before it knows its id, and its connection is mute while the join
    // is parked; so it gets a long time, and then has to try again.
    member.session().extend(context.config().newMemberJoinTimeoutMs());
    rebalance.prepareOrContinue(group, "new member " + memberId + "; " + join.reason());
  }

  private Member newMember(
      ClassicGroup group,
      String memberId,
      Optional<String> instanceId,
      GroupClient client,
      Join join) {
    return new Member(
        memberId,
        instanceId,
        client,
        join.request.protocolType(),
        context.session(() -> rebalance.sessionEnded(group, memberId)));
  }

  // ---- a static member that comes back (KIP-345)

  private void succeed(ClassicGroup group, Member old, String memberId, Join join) {
    Optional<String> leaderBefore = group.leader();
    Member successor = newMember(group, memberId, old.instanceId(), old.client(), join);
    successor.describe(old.protocols(), old.rebalanceTimeoutMs(), old.sessionTimeoutMs());
    group.replace(old, successor);
    successor.session().extend(old.sessionTimeoutMs());
    update(group, successor, join);
    switch (group.state()) {
      case STABLE -> {
        if (group.protocol().equals(Optional.of(group.selectProtocol()))) {
          storeSuccessor(group, old, successor, leaderBefore, join);
        } else {
          rebalance.prepare(
              group, "static member " + memberId + " changes the protocol; " + join.reason());
        }
      }
      // The leader may be assigning to the old id just now.
      case COMPLETING_REBALANCE ->
          rebalance.prepare(group, "static member " + memberId + " is back; " + join.reason());
      case PREPARING_REBALANCE -> rebalance.continueJoin(group);
      case EMPTY, DEAD ->
          throw new IllegalStateException(
              "group " + group.id() + " has a member in state " + group.state());
    }
  }

  /** The member keeps its assignment and nobody else notices (Invariant 29). */
  private void storeSuccessor(
      ClassicGroup group, Member old, Member successor, Optional<String> leaderBefore, Join join) {
    context
        .runtime()
        .write(
            List.of(GroupRecords.group(group.id(), StoredGroup.of(group, group.assignments()))),
            error -> {
              if (error != ErrorCode.NONE) {
                restore(group, old, successor, leaderBefore, error);
              } else if (context.isCurrent(group) && group.isIn(GroupState.STABLE)) {
                group.answerJoin(successor, standing(group, successor, leaderBefore, join));
              }
              // Otherwise a rebalance has begun, which answers the join with its generation.
            });
  }

  private static JoinGroupResponse standing(
      ClassicGroup group, Member successor, Optional<String> leaderBefore, Join join) {
    JoinGroupResponse response = Rebalance.generation(group, successor);
    if (join.version >= SKIP_ASSIGNMENT_VERSION) {
      return response.skipAssignment(group.isLeader(successor.id()));
    }
    // An older leader would assign anew if it took itself for the leader.
    return response.members(List.of()).leader(leaderBefore.orElse(""));
  }

  /** The log still has the old id, so that one stays the member. */
  private void restore(
      ClassicGroup group,
      Member old,
      Member successor,
      Optional<String> leaderBefore,
      ErrorCode error) {
    GroupLog.log(WARNING, group.id(), () -> successor.id() + " not stored: " + error);
    group.answerJoin(
        successor,
        Responses.joinError(Responses.NO_MEMBER_ID, error)
            .generationId(group.generation())
            .protocolType(group.protocolType().orElse(null))
            .protocolName(group.protocol().orElse(""))
            .leader(leaderBefore.orElse("")));
    if (context.isCurrent(group) && group.has(successor.id())) {
      group.update(successor, old.protocols(), old.rebalanceTimeoutMs(), old.sessionTimeoutMs());
      group.replace(/* old= */ successor, /* successor= */ old);
      old.session().extend(old.sessionTimeoutMs());
    }
  }

  // ---- with a member id

  private void joinKnown(ClassicGroup group, Join join) {
    String memberId = join.request.memberId();
    if (group.isPendingJoin(memberId)) {
      if (join.instanceId().isPresent()) {
        // Pending are dynamic members only: this client has changed its mind in between.
        join.refuse(memberId, ErrorCode.UNKNOWN_SERVER_ERROR);
      } else {
        add(group, memberId, join);
      }
      return;
    }
    ErrorCode error = group.check(memberId, join.instanceId());
    if (error != ErrorCode.NONE) {
      join.answer.accept(Responses.joinError(memberId, error));
      return;
    }
    Member member = group.member(memberId);
    boolean changed = !member.protocols().equals(join.protocols);
    boolean rebalances =
        switch (group.state()) {
          case PREPARING_REBALANCE -> true;
          // Otherwise it has not received the answer to its last join.
          case COMPLETING_REBALANCE -> changed;
          // A leader joins again when the topics have changed that it assigns.
          case STABLE -> changed || group.isLeader(memberId);
          case EMPTY, DEAD -> false;
        };
    if (rebalances) {
      update(group, member, join);
      rebalance.prepareOrContinue(group, memberId + " joins again; " + join.reason());
    } else {
      join.answer.accept(Rebalance.generation(group, member));
    }
  }

  private static void update(ClassicGroup group, Member member, Join join) {
    group.update(
        member, join.protocols, join.request.rebalanceTimeoutMs(), join.request.sessionTimeoutMs());
    group.parkJoin(member, join.answer);
  }
}
