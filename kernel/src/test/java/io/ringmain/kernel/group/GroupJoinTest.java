package io.ringmain.kernel.group;

import static io.ringmain.kernel.group.GroupFixture.REBALANCE_MS;
import static io.ringmain.kernel.group.GroupFixture.SESSION_MS;
import static io.ringmain.kernel.group.GroupFixture.assertError;
import static io.ringmain.kernel.group.GroupFixture.joinRequest;
import static io.ringmain.kernel.group.GroupFixture.protocol;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupRequest;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Joining: who gets in, who leads, which protocol is taken, and when a generation begins. */
class GroupJoinTest {

  private final GroupFixture groups = new GroupFixture();

  // ---- who gets in

  @Test
  void tellsNewMemberItsIdFirst() {
    JoinGroupResponse response = groups.join(joinRequest("")).get();

    assertError(ErrorCode.MEMBER_ID_REQUIRED, response.errorCode());
    assertTrue(response.memberId().startsWith("client-"), response.memberId());
    assertEquals(GroupState.EMPTY, groups.state());
    assertTrue(groups.group().isPendingJoin(response.memberId()));
  }

  @Test
  void takesOldClientsInWithoutTellingTheirIdFirst() {
    Answer<JoinGroupResponse> answer = groups.join(joinRequest(""), 3);

    answer.assertWaiting();
    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
    groups.endInitialDelay();
    assertError(ErrorCode.NONE, answer.get().errorCode());
  }

  @Test
  void storesGroupFromItsFirstJoinOn() {
    groups.join(joinRequest(""));

    StoredGroup stored = groups.coordinator.ledger().group(GroupFixture.GROUP).orElseThrow();
    assertEquals(0, stored.generation());
    assertTrue(stored.protocolType().isEmpty());
    assertTrue(stored.members().isEmpty());
  }

  @Test
  void failsJoinsOfGroupThatCannotBeStored() {
    groups.runtime.failAppends(ErrorCode.COORDINATOR_NOT_AVAILABLE);

    JoinGroupResponse response = groups.join(joinRequest(""), 3).get();

    assertError(ErrorCode.COORDINATOR_NOT_AVAILABLE, response.errorCode());
    assertTrue(groups.coordinator.group(GroupFixture.GROUP).isEmpty());
    // The check for expired offsets is the only timer left.
    assertEquals(1, groups.runtime.armedTimers());
  }

  @Test
  void refusesUnknownMemberOfUnknownGroup() {
    JoinGroupResponse response = groups.join(joinRequest("somebody")).get();

    assertError(ErrorCode.UNKNOWN_MEMBER_ID, response.errorCode());
    assertEquals("somebody", response.memberId());
    assertTrue(groups.coordinator.group(GroupFixture.GROUP).isEmpty());
  }

  @Test
  void refusesUnknownMemberOfKnownGroup() {
    groups.stableGroup(1);

    assertError(
        ErrorCode.UNKNOWN_MEMBER_ID, groups.join(joinRequest("somebody")).get().errorCode());
  }

  @Test
  void refusesOtherProtocolType() {
    groups.stableGroup(1);

    assertError(
        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
        groups.join(joinRequest("").protocolType("connect")).get().errorCode());
  }

  @Test
  void refusesMemberThatSharesNoProtocolWithAllOthers() {
    groups.stableGroup(2);

    assertError(
        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
        groups
            .join(joinRequest("").protocols(List.of(protocol("sticky", "topic"))))
            .get()
            .errorCode());
  }

  @Test
  void refusesMemberWithoutProtocolsOrType() {
    assertError(
        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
        groups.join(joinRequest("").protocols(List.of())).get().errorCode());
    assertError(
        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
        groups.join(joinRequest("").protocolType("")).get().errorCode());
  }

  @Test
  void refusesPendingMemberThatTurnsStatic() {
    String memberId = groups.newMemberId();

    assertError(
        ErrorCode.UNKNOWN_SERVER_ERROR,
        groups.join(GroupFixture.staticRequest(memberId, "instance")).get().errorCode());
  }

  @Test
  void forgetsPendingMemberAfterItsSession() {
    String memberId = groups.newMemberId();
    groups.runtime.advance(SESSION_MS - 1);
    assertTrue(groups.group().isPendingJoin(memberId));

    groups.runtime.advance(1);

    assertFalse(groups.group().isPendingJoin(memberId));
    assertError(ErrorCode.UNKNOWN_MEMBER_ID, groups.join(joinRequest(memberId)).get().errorCode());
  }

  @Test
  void completesRebalanceWhenPendingMemberStaysAway() {
    JoinGroupResponse leader = groups.stableGroup(1).getFirst();
    groups.newMemberId();
    Answer<JoinGroupResponse> rejoined = groups.join(joinRequest(leader.memberId()));
    rejoined.assertWaiting();

    groups.runtime.advance(SESSION_MS);

    assertEquals(leader.generationId() + 1, rejoined.get().generationId());
  }

  @Test
  void refusesNewMembersAboveMaximumSize() {
    GroupFixture small = new GroupFixture(GroupFixture.maxSize(2));
    small.stableGroup(2);

    JoinGroupResponse response = small.join(joinRequest("")).get();

    assertError(ErrorCode.GROUP_MAX_SIZE_REACHED, response.errorCode());
    assertEquals("", response.memberId());
  }

  @Test
  void acceptsKnownMembersOfFullGroup() {
    GroupFixture small = new GroupFixture(GroupFixture.maxSize(2));
    JoinGroupResponse follower = small.stableGroup(2).get(1);

    assertError(ErrorCode.NONE, small.join(joinRequest(follower.memberId())).get().errorCode());
  }

  @Test
  void turnsLastToRejoinAwayWhenMaximumSizeIsExceeded() {
    GroupFixture small = new GroupFixture(GroupFixture.maxSize(1));
    String first = small.newMemberId();
    String second = small.newMemberId();
    Answer<JoinGroupResponse> joined = small.join(joinRequest(first));

    assertError(
        ErrorCode.GROUP_MAX_SIZE_REACHED, small.join(joinRequest(second)).get().errorCode());
    small.endInitialDelay();
    assertError(ErrorCode.NONE, joined.get().errorCode());
  }

  // ---- the first generation

  @Test
  void firstMemberLeadsAndLearnsOfAllMembers() {
    List<JoinGroupResponse> joined = groups.joinedGroup(2);

    JoinGroupResponse leader = joined.getFirst();
    assertEquals(leader.memberId(), leader.leader());
    assertEquals(1, leader.generationId());
    assertEquals("consumer", leader.protocolType());
    assertEquals("range", leader.protocolName());
    assertFalse(leader.skipAssignment());
    assertEquals(
        List.of(leader.memberId(), joined.get(1).memberId()),
        leader.members().stream().map(member -> member.memberId()).toList());
    assertEquals(GroupFixture.subscription("topic"), leader.members().getFirst().metadata());
    assertEquals(List.of(), joined.get(1).members());
    assertEquals(leader.memberId(), joined.get(1).leader());
    assertEquals(GroupState.COMPLETING_REBALANCE, groups.state());
  }

  @Test
  void waitsForInitialDelayEvenIfAllHaveJoined() {
    Answer<JoinGroupResponse> answer = groups.joinAsNew();

    groups.runtime.advance(groups.config.initialRebalanceDelayMs() - 1);
    answer.assertWaiting();
    groups.runtime.advance(1);

    assertEquals(1, answer.get().generationId());
  }

  @Test
  void newcomersProlongInitialDelay() {
    int delayMs = groups.config.initialRebalanceDelayMs();
    Answer<JoinGroupResponse> first = groups.joinAsNew();
    groups.runtime.advance(delayMs - 1);
    Answer<JoinGroupResponse> second = groups.joinAsNew();

    groups.runtime.advance(delayMs);
    first.assertWaiting();
    groups.runtime.advance(delayMs);

    assertEquals(1, first.get().generationId());
    assertEquals(1, second.get().generationId());
  }

  @Test
  void newcomersProlongInitialDelayUpToRebalanceTimeout() {
    Answer<JoinGroupResponse> first = groups.joinAsNew();
    for (int passedMs = 0; passedMs < REBALANCE_MS; passedMs += 1_000) {
      first.assertWaiting();
      groups.joinAsNew();
      groups.runtime.advance(1_000);
    }

    assertEquals(1, first.get().generationId());
  }

  @Test
  void answersJoinOfVersion0WithItsGeneration() {
    Answer<JoinGroupResponse> answer = groups.join(joinRequest(""), 0);

    groups.endInitialDelay();

    assertEquals(1, answer.get().generationId());
  }

  // ---- later generations

  @Test
  void newMemberMakesOthersRejoin() {
    JoinGroupResponse old = groups.stableGroup(1).getFirst();
    Answer<JoinGroupResponse> joined = groups.joinAsNew();

    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
    assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, groups.heartbeat(old));
    joined.assertWaiting();
    JoinGroupResponse rejoined = groups.join(joinRequest(old.memberId())).get();

    assertEquals(2, rejoined.generationId());
    assertEquals(2, rejoined.members().size());
    assertEquals(2, joined.get().generationId());
  }

  @Test
  void membersThatDoNotRejoinInTimeAreOut() {
    JoinGroupResponse gone = groups.stableGroup(1).getFirst();
    Answer<JoinGroupResponse> joined = groups.joinAsNew();
    for (int passedMs = 0; passedMs < REBALANCE_MS; passedMs += SESSION_MS / 2) {
      joined.assertWaiting();
      assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, groups.heartbeat(gone));
      groups.runtime.advance(SESSION_MS / 2);
    }

    assertEquals(2, joined.get().generationId());
    assertEquals(joined.get().memberId(), joined.get().leader());
    assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, groups.heartbeat(gone));
  }

  @Test
  void followerThatSaysNothingNewLearnsTheGenerationAsItIs() {
    List<JoinGroupResponse> members = groups.stableGroup(2);

    JoinGroupResponse again = groups.join(joinRequest(members.get(1).memberId())).get();

    assertEquals(members.get(1).generationId(), again.generationId());
    assertEquals(List.of(), again.members());
    assertEquals(GroupState.STABLE, groups.state());
  }

  @Test
  void followerWithNewSubscriptionBeginsRebalance() {
    List<JoinGroupResponse> members = groups.stableGroup(2);

    Answer<JoinGroupResponse> again =
        groups.join(
            joinRequest(members.get(1).memberId())
                .protocols(List.of(protocol("range", "topic", "other"))));

    again.assertWaiting();
    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
  }

  @Test
  void leaderThatJoinsAgainBeginsRebalance() {
    List<JoinGroupResponse> members = groups.stableGroup(2);

    groups.join(joinRequest(members.getFirst().memberId())).assertWaiting();

    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
  }

  @Test
  void memberThatMissedTheAnswerGetsItAgainWhileCompleting() {
    List<JoinGroupResponse> members = groups.joinedGroup(2);

    JoinGroupResponse leader = groups.join(joinRequest(members.get(0).memberId())).get();
    JoinGroupResponse follower = groups.join(joinRequest(members.get(1).memberId())).get();

    assertEquals(2, leader.members().size());
    assertEquals(0, follower.members().size());
    assertEquals(1, follower.generationId());
    assertEquals(GroupState.COMPLETING_REBALANCE, groups.state());
  }

  @Test
  void changedMemberBeginsRebalanceWhileCompletingAndSyncsAreRefused() {
    List<JoinGroupResponse> members = groups.joinedGroup(2);
    Answer<SyncGroupResponse> sync = groups.sync(members.get(1), Map.of());

    groups.join(
        joinRequest(members.getFirst().memberId()).protocols(List.of(protocol("range", "other"))));

    assertError(ErrorCode.REBALANCE_IN_PROGRESS, sync.get().errorCode());
    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
  }

  @Test
  void anotherMemberLeadsWhenLeaderDoesNotRejoin() {
    List<JoinGroupResponse> members = groups.stableGroup(2);
    Answer<JoinGroupResponse> joined = groups.joinAsNew();
    groups.runtime.advance(SESSION_MS / 2);
    Answer<JoinGroupResponse> follower = groups.join(joinRequest(members.get(1).memberId()));

    groups.runtime.advance(REBALANCE_MS);

    assertEquals(2, follower.get().generationId());
    assertEquals(follower.get().leader(), joined.get().leader());
    assertNotEquals(members.getFirst().memberId(), follower.get().leader());
  }

  @Test
  void joinThatIsSentTwiceIsAnsweredOnBothConnections() {
    groups.stableGroup(1);
    String memberId = groups.newMemberId();
    Answer<JoinGroupResponse> first = groups.join(joinRequest(memberId));

    Answer<JoinGroupResponse> second = groups.join(joinRequest(memberId));

    assertError(ErrorCode.REBALANCE_IN_PROGRESS, first.get().errorCode());
    second.assertWaiting();
  }

  @Test
  void newMemberWhoseJoinWaitsTooLongHasToStartOver() {
    GroupFixture slow = new GroupFixture();
    JoinGroupResponse member = slow.joinedGroup(1).getFirst();
    slow.syncAll(List.of(member));
    JoinGroupRequest patient = joinRequest("").rebalanceTimeoutMs(1_000_000);
    String memberId = slow.newMemberId();
    Answer<JoinGroupResponse> joined = slow.join(patient.memberId(memberId));
    for (int passedMs = 0; passedMs < slow.config.newMemberJoinTimeoutMs(); passedMs += 5_000) {
      joined.assertWaiting();
      slow.heartbeat(member);
      slow.runtime.advance(5_000);
    }

    assertError(ErrorCode.UNKNOWN_MEMBER_ID, joined.get().errorCode());
  }

  // ---- the protocol

  @Test
  void takesProtocolThatMostMembersPreferAmongThoseOfAll() {
    groups.join(joinRequest("").protocols(List.of(protocol("a", "t"), protocol("b", "t"))), 3);
    groups.join(
        joinRequest("")
            .protocols(List.of(protocol("c", "t"), protocol("b", "t"), protocol("a", "t"))),
        3);
    Answer<JoinGroupResponse> third =
        groups.join(joinRequest("").protocols(List.of(protocol("b", "t"), protocol("a", "t"))), 3);

    groups.endInitialDelay();
    groups.endInitialDelay();

    assertEquals("b", third.get().protocolName());
  }

  @Test
  void takesOtherProtocolOnceItsOpponentHasLeft() {
    Answer<JoinGroupResponse> modern =
        groups.join(
            joinRequest("").protocols(List.of(protocol("new", "t"), protocol("old", "t"))), 3);
    Answer<JoinGroupResponse> old =
        groups.join(joinRequest("").protocols(List.of(protocol("old", "t"))), 3);
    groups.endInitialDelay();
    groups.endInitialDelay();
    assertEquals("old", modern.get().protocolName());

    groups.leave(old.get().memberId());
    JoinGroupResponse rejoined =
        groups
            .join(
                joinRequest(modern.get().memberId())
                    .protocols(List.of(protocol("new", "t"), protocol("old", "t"))))
            .get();

    assertEquals("new", rejoined.protocolName());
  }
}
