package io.ringmain.kernel.group;

import static io.ringmain.kernel.group.GroupFixture.SESSION_MS;
import static io.ringmain.kernel.group.GroupFixture.assertError;
import static io.ringmain.kernel.group.GroupFixture.joinRequest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.LeaveGroupResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Heartbeats, sessions, and leaving. */
class GroupMembershipTest {

  private final GroupFixture groups = new GroupFixture();

  @Test
  void heartbeatsKeepMemberIn() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();

    for (int i = 0; i < 10; i++) {
      groups.runtime.advance(SESSION_MS - 1);
      assertEquals(ErrorCode.NONE, groups.heartbeat(member));
    }
  }

  @Test
  void heartbeatsArmNoFurtherTimers() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    long armed = groups.runtime.armedTimers();

    for (int i = 0; i < 100; i++) {
      groups.heartbeat(member);
    }

    assertEquals(armed, groups.runtime.armedTimers());
  }

  @Test
  void silentMemberIsOutAfterItsSession() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.runtime.advance(SESSION_MS - 1);
    assertTrue(groups.group().has(member.memberId()));

    groups.runtime.advance(1);

    assertEquals(GroupState.EMPTY, groups.state());
    assertEquals(2, groups.group().generation());
    assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, groups.heartbeat(member));
  }

  @Test
  void silentMemberMakesOthersRejoin() {
    List<JoinGroupResponse> members = groups.stableGroup(2);
    groups.runtime.advance(SESSION_MS - 1);
    groups.heartbeat(members.get(1));

    groups.runtime.advance(1);

    assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, groups.heartbeat(members.get(1)));
    JoinGroupResponse rejoined = groups.join(joinRequest(members.get(1).memberId())).get();
    assertEquals(rejoined.memberId(), rejoined.leader());
  }

  @Test
  void rebalanceCompletesWhenTheMissingMemberFalls() {
    List<JoinGroupResponse> members = groups.stableGroup(2);
    Answer<JoinGroupResponse> rejoined = groups.join(joinRequest(members.get(0).memberId()));
    rejoined.assertWaiting();

    groups.runtime.advance(SESSION_MS);

    assertEquals(2, rejoined.get().generationId());
    assertEquals(1, rejoined.get().members().size());
  }

  @Test
  void heartbeatIsFineBetweenJoinAndSync() {
    JoinGroupResponse member = groups.joinedGroup(1).getFirst();

    assertEquals(ErrorCode.NONE, groups.heartbeat(member));
  }

  @Test
  void refusesHeartbeatOfUnknownGroupMemberOrGeneration() {
    assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, groups.heartbeat("m", 1));
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, groups.heartbeat("m", 1));
    assertEquals(ErrorCode.ILLEGAL_GENERATION, groups.heartbeat(member.memberId(), 0));
    assertEquals(ErrorCode.ILLEGAL_GENERATION, groups.heartbeat(member.memberId(), 2));
    groups.leave(member.memberId());
    assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, groups.heartbeat(member));
  }

  @Test
  void lastMemberThatLeavesMakesGroupEmpty() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();

    LeaveGroupResponse response = groups.leave(member.memberId());

    assertError(ErrorCode.NONE, response.members().getFirst().errorCode());
    assertEquals(GroupState.EMPTY, groups.state());
    StoredGroup stored = groups.coordinator.ledger().group(GroupFixture.GROUP).orElseThrow();
    assertEquals(2, stored.generation());
    assertEquals("consumer", stored.protocolType().orElseThrow());
    assertTrue(stored.protocol().isEmpty());
    assertTrue(stored.leader().isEmpty());
    assertTrue(stored.members().isEmpty());
  }

  @Test
  void memberThatLeavesMakesOthersRejoin() {
    List<JoinGroupResponse> members = groups.stableGroup(3);

    groups.leave(members.get(0).memberId());

    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
    Answer<JoinGroupResponse> second = groups.join(joinRequest(members.get(1).memberId()));
    Answer<JoinGroupResponse> third = groups.join(joinRequest(members.get(2).memberId()));
    assertEquals(2, second.get().members().size());
    assertEquals(members.get(1).memberId(), third.get().leader());
  }

  @Test
  void severalLeaveAtOnceEachWithAnAnswer() {
    List<JoinGroupResponse> members = groups.stableGroup(3);

    LeaveGroupResponse response =
        groups.leave(members.get(0).memberId(), "nobody", members.get(1).memberId());

    assertEquals(
        List.of(ErrorCode.NONE.id(), ErrorCode.UNKNOWN_MEMBER_ID.id(), ErrorCode.NONE.id()),
        response.members().stream().map(member -> member.errorCode()).toList());
    assertEquals(1, groups.group().size());
  }

  @Test
  void nobodyLeavesAnUnknownGroup() {
    LeaveGroupResponse response = groups.leave("somebody");

    assertError(ErrorCode.NONE, response.errorCode());
    assertError(ErrorCode.UNKNOWN_MEMBER_ID, response.members().getFirst().errorCode());
  }

  @Test
  void pendingMemberLeaves() {
    String memberId = groups.newMemberId();

    assertError(ErrorCode.NONE, groups.leave(memberId).members().getFirst().errorCode());

    assertError(ErrorCode.UNKNOWN_MEMBER_ID, groups.join(joinRequest(memberId)).get().errorCode());
  }

  @Test
  void pendingMemberThatLeavesLetsRebalanceComplete() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    String pending = groups.newMemberId();
    Answer<JoinGroupResponse> rejoined = groups.join(joinRequest(member.memberId()));
    rejoined.assertWaiting();

    groups.leave(pending);

    assertEquals(2, rejoined.get().generationId());
  }

  @Test
  void joinOfMemberThatLeavesMeanwhileIsAnswered() {
    groups.stableGroup(1);
    String memberId = groups.newMemberId();
    Answer<JoinGroupResponse> join = groups.join(joinRequest(memberId));

    groups.leave(memberId);

    assertError(ErrorCode.UNKNOWN_MEMBER_ID, join.get().errorCode());
  }

  @Test
  void memberThatLeavesInInitialDelayDoesNotEndIt() {
    Answer<JoinGroupResponse> first = groups.joinAsNew();
    String second = groups.newMemberId();
    groups.join(joinRequest(second));

    groups.leave(second);
    first.assertWaiting();
    groups.endInitialDelay();
    groups.endInitialDelay();

    assertEquals(1, first.get().members().size());
  }

  @Test
  void groupThatEmptiesInInitialDelayIsEmptyAfterwards() {
    String memberId = groups.newMemberId();
    groups.join(joinRequest(memberId));

    groups.leave(memberId);
    groups.endInitialDelay();

    assertEquals(GroupState.EMPTY, groups.state());
  }

  @Test
  void emptyGroupWaitsAgainForMembersOfItsNextGeneration() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.leave(member.memberId());

    Answer<JoinGroupResponse> next = groups.joinAsNew();
    next.assertWaiting();
    groups.endInitialDelay();

    assertEquals(3, next.get().generationId());
    groups.sync(next.get(), Map.of());
    assertEquals(GroupState.STABLE, groups.state());
  }
}
