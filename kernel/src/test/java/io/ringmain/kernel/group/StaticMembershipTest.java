package io.ringmain.kernel.group;

import static io.ringmain.kernel.group.GroupFixture.REBALANCE_MS;
import static io.ringmain.kernel.group.GroupFixture.SESSION_MS;
import static io.ringmain.kernel.group.GroupFixture.assertError;
import static io.ringmain.kernel.group.GroupFixture.bytes;
import static io.ringmain.kernel.group.GroupFixture.commitRequest;
import static io.ringmain.kernel.group.GroupFixture.joinRequest;
import static io.ringmain.kernel.group.GroupFixture.protocol;
import static io.ringmain.kernel.group.GroupFixture.staticRequest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.HeartbeatRequest;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.LeaveGroupRequest;
import io.ringmain.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.ringmain.protocol.message.LeaveGroupResponse;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Members with a name of their own (group.instance.id), who come back without a rebalance. */
class StaticMembershipTest {

  private final GroupFixture groups = new GroupFixture();

  /** Two static members, "a" leading, each assigned its own first member id. */
  private List<JoinGroupResponse> stableGroup() {
    Answer<JoinGroupResponse> a = groups.join(staticRequest("", "a"));
    Answer<JoinGroupResponse> b = groups.join(staticRequest("", "b"));
    groups.endInitialDelay();
    groups.endInitialDelay();
    List<JoinGroupResponse> members = List.of(a.get(), b.get());
    groups.syncAll(members);
    return members;
  }

  @Test
  void needsNoMemberIdBeforehand() {
    Answer<JoinGroupResponse> answer = groups.join(staticRequest("", "a"));

    groups.endInitialDelay();

    assertTrue(answer.get().memberId().startsWith("a-"), answer.get().memberId());
    assertEquals("a", answer.get().members().getFirst().groupInstanceId());
  }

  @Test
  void comesBackWithItsAssignmentAndWithoutRebalance() {
    JoinGroupResponse before = stableGroup().get(1);

    JoinGroupResponse back = groups.join(staticRequest("", "b")).get();

    assertError(ErrorCode.NONE, back.errorCode());
    assertNotEquals(before.memberId(), back.memberId());
    assertEquals(before.generationId(), back.generationId());
    assertEquals(GroupState.STABLE, groups.state());
    assertEquals(bytes(before.memberId()), groups.sync(back, Map.of()).get().assignment());
  }

  @Test
  void newMemberIdOfOneThatCameBackIsStored() {
    stableGroup();
    JoinGroupResponse back = groups.join(staticRequest("", "b")).get();

    GroupFixture reloaded = groups.reloaded();

    assertEquals(ErrorCode.NONE, reloaded.heartbeat(back));
  }

  @Test
  void leaderThatComesBackIsToldToSkipTheAssignment() {
    JoinGroupResponse before = stableGroup().getFirst();

    JoinGroupResponse back = groups.join(staticRequest("", "a")).get();

    assertTrue(back.skipAssignment());
    assertEquals(back.memberId(), back.leader());
    assertEquals(2, back.members().size());
    assertEquals(bytes(before.memberId()), groups.sync(back, Map.of()).get().assignment());
  }

  @Test
  void oldLeaderThatComesBackTakesItselfForFollower() {
    JoinGroupResponse before = stableGroup().getFirst();

    JoinGroupResponse back = groups.join(staticRequest("", "a"), 8).get();

    assertEquals(before.memberId(), back.leader());
    assertEquals(List.of(), back.members());
  }

  @Test
  void predecessorIsFenced() {
    JoinGroupResponse before = stableGroup().get(1);
    groups.join(staticRequest("", "b"));

    assertEquals(
        ErrorCode.FENCED_INSTANCE_ID,
        groups.coordinator.heartbeat(
            new HeartbeatRequest()
                .groupId(GroupFixture.GROUP)
                .memberId(before.memberId())
                .groupInstanceId("b")
                .generationId(before.generationId())));
    assertError(
        ErrorCode.FENCED_INSTANCE_ID,
        groups
            .sync(GroupFixture.syncRequest(before, Map.of()).groupInstanceId("b"))
            .get()
            .errorCode());
    assertError(
        ErrorCode.FENCED_INSTANCE_ID,
        groups.join(staticRequest(before.memberId(), "b")).get().errorCode());
    assertError(
        ErrorCode.FENCED_INSTANCE_ID,
        groups
            .commit(commitRequest(before.memberId(), before.generationId(), 1).groupInstanceId("b"))
            .get()
            .topics()
            .getFirst()
            .partitions()
            .getFirst()
            .errorCode());
  }

  @Test
  void unknownInstanceIsUnknownMember() {
    JoinGroupResponse member = stableGroup().getFirst();

    assertError(
        ErrorCode.UNKNOWN_MEMBER_ID,
        groups.join(staticRequest(member.memberId(), "nobody")).get().errorCode());
  }

  @Test
  void parkedRequestsOfPredecessorAreFenced() {
    Answer<JoinGroupResponse> join = groups.join(staticRequest("", "a"));
    Answer<JoinGroupResponse> second = groups.join(staticRequest("", "a"));
    assertError(ErrorCode.FENCED_INSTANCE_ID, join.get().errorCode());
    groups.endInitialDelay();

    Answer<JoinGroupResponse> b = groups.join(staticRequest("", "b"));
    groups.join(staticRequest(second.get().memberId(), "a"));
    Answer<SyncGroupResponse> sync = groups.sync(b.get(), Map.of());
    groups.join(staticRequest("", "b"));

    assertError(ErrorCode.FENCED_INSTANCE_ID, sync.get().errorCode());
    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
  }

  @Test
  void changeOfProtocolBeginsRebalance() {
    Answer<JoinGroupResponse> a =
        groups.join(
            staticRequest("", "a").protocols(List.of(protocol("x", "t"), protocol("y", "t"))));
    groups.endInitialDelay();
    groups.syncAll(List.of(a.get()));
    assertEquals("x", a.get().protocolName());

    Answer<JoinGroupResponse> back =
        groups.join(
            staticRequest("", "a").protocols(List.of(protocol("y", "t"), protocol("x", "t"))));

    assertEquals(a.get().generationId() + 1, back.get().generationId());
    assertEquals("y", back.get().protocolName());
  }

  @Test
  void predecessorStaysWhenSuccessorCannotBeStored() {
    JoinGroupResponse before = stableGroup().get(1);
    groups.runtime.failAppends(ErrorCode.NOT_COORDINATOR);

    JoinGroupResponse back = groups.join(staticRequest("", "b")).get();

    assertError(ErrorCode.NOT_COORDINATOR, back.errorCode());
    assertEquals(ErrorCode.NONE, groups.heartbeat(before));
    assertEquals(bytes(before.memberId()), groups.sync(before, Map.of()).get().assignment());
  }

  @Test
  void keepsItsPlaceInRebalanceUntilItsSessionEnds() {
    JoinGroupResponse b = stableGroup().get(1);
    Answer<JoinGroupResponse> a = groups.join(staticRequest(stableMember("a"), "a"));
    a.assertWaiting();

    while (!a.hasCome()) {
      assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, groups.heartbeat(b));
      groups.runtime.advance(SESSION_MS / 2);
    }

    assertEquals(2, a.get().generationId());
    assertTrue(groups.group().has(b.memberId()));
    assertEquals(2, a.get().members().size());
  }

  private String stableMember(String instanceId) {
    return groups.group().memberOfInstance(instanceId).orElseThrow();
  }

  @Test
  void isOutWhenItsSessionEnds() {
    JoinGroupResponse a = stableGroup().getFirst();
    for (int passedMs = 0; passedMs <= SESSION_MS; passedMs += SESSION_MS / 2) {
      groups.heartbeat(a);
      groups.runtime.advance(SESSION_MS / 2);
    }

    assertTrue(groups.group().memberOfInstance("b").isEmpty());
  }

  @Test
  void administratorRemovesByInstanceAlone() {
    stableGroup();
    LeaveGroupRequest request = new LeaveGroupRequest().groupId(GroupFixture.GROUP);
    request.members().add(new MemberIdentity().memberId("").groupInstanceId("b"));
    request.members().add(new MemberIdentity().memberId("").groupInstanceId("nobody"));
    request.members().add(new MemberIdentity().memberId("other").groupInstanceId("a"));

    LeaveGroupResponse response = groups.leave(request);

    assertEquals(
        List.of(
            ErrorCode.NONE.id(),
            ErrorCode.UNKNOWN_MEMBER_ID.id(),
            ErrorCode.FENCED_INSTANCE_ID.id()),
        response.members().stream().map(member -> member.errorCode()).toList());
    assertTrue(groups.group().memberOfInstance("b").isEmpty());
    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
  }

  @Test
  void takesPartInRebalanceWhenItComesBackDuringOne() {
    stableGroup();
    Answer<JoinGroupResponse> newcomer = groups.joinAsNew();
    Answer<JoinGroupResponse> b = groups.join(staticRequest("", "b"));
    b.assertWaiting();

    JoinGroupResponse a = groups.join(staticRequest(stableMember("a"), "a")).get();

    assertEquals(2, a.generationId());
    assertEquals(2, b.get().generationId());
    assertEquals(2, newcomer.get().generationId());
    assertEquals(3, a.members().size());
  }

  @Test
  void groupGoesOnAfterRebalanceInWhichNobodyJoined() {
    stableGroup();
    Answer<JoinGroupResponse> a = groups.join(staticRequest(stableMember("a"), "a"));
    groups.leave(stableMember("a"));
    assertError(ErrorCode.UNKNOWN_MEMBER_ID, a.get().errorCode());

    groups.runtime.advance(REBALANCE_MS * 2);

    assertEquals(GroupState.EMPTY, groups.state());
    assertError(ErrorCode.UNKNOWN_MEMBER_ID, groups.join(joinRequest("x")).get().errorCode());
  }
}
