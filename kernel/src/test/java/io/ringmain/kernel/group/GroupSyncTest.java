package io.ringmain.kernel.group;

import static io.ringmain.kernel.group.GroupFixture.REBALANCE_MS;
import static io.ringmain.kernel.group.GroupFixture.SESSION_MS;
import static io.ringmain.kernel.group.GroupFixture.assertError;
import static io.ringmain.kernel.group.GroupFixture.bytes;
import static io.ringmain.kernel.group.GroupFixture.joinRequest;
import static io.ringmain.kernel.group.GroupFixture.syncRequest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.SyncGroupRequest;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Syncing: the leader's assignment reaches everybody once it is stored. */
class GroupSyncTest {

  private final GroupFixture groups = new GroupFixture();

  @Test
  void followersWaitForLeader() {
    List<JoinGroupResponse> members = groups.joinedGroup(2);
    Answer<SyncGroupResponse> follower = groups.sync(members.get(1), Map.of());
    follower.assertWaiting();

    SyncGroupResponse leader =
        groups
            .sync(members.getFirst(), Map.of(members.get(1).memberId(), bytes("partitions")))
            .get();

    assertEquals(GroupState.STABLE, groups.state());
    assertEquals(bytes("partitions"), follower.get().assignment());
    assertEquals("consumer", follower.get().protocolType());
    assertEquals("range", follower.get().protocolName());
    assertEquals(0, leader.assignment().remaining());
  }

  @Test
  void assignmentIsStored() {
    JoinGroupResponse leader = groups.joinedGroup(1).getFirst();
    groups.sync(leader, Map.of(leader.memberId(), bytes("partitions")));

    StoredGroup stored = groups.coordinator.ledger().group(GroupFixture.GROUP).orElseThrow();

    assertEquals(1, stored.generation());
    assertEquals("range", stored.protocol().orElseThrow());
    assertEquals(leader.memberId(), stored.leader().orElseThrow());
    assertEquals(bytes("partitions"), stored.members().getFirst().assignment());
    assertEquals(GroupFixture.subscription("topic"), stored.members().getFirst().subscription());
  }

  @Test
  void nobodyLearnsAnAssignmentThatIsNotCommitted() {
    List<JoinGroupResponse> members = groups.joinedGroup(2);
    groups.runtime.holdCommits();
    Answer<SyncGroupResponse> follower = groups.sync(members.get(1), Map.of());
    Answer<SyncGroupResponse> leader = groups.sync(members.getFirst(), Map.of());

    follower.assertWaiting();
    leader.assertWaiting();
    assertEquals(GroupState.COMPLETING_REBALANCE, groups.state());
    groups.runtime.releaseCommits();

    assertError(ErrorCode.NONE, follower.get().errorCode());
    assertError(ErrorCode.NONE, leader.get().errorCode());
  }

  /** A group is stable as soon as it is loaded, even if the end of the log is not committed. */
  @Test
  void nobodyLearnsAnAssignmentAgainThatIsNotCommittedYet() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.runtime.holdCommits();
    Answer<SyncGroupResponse> sync = groups.sync(member, Map.of());
    sync.assertWaiting();
    groups.runtime.releaseCommits();
    assertEquals(bytes(member.memberId()), sync.get().assignment());
  }

  @Test
  void anAssignmentThatIsNotCommittedInTheEndIsNotTold() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.runtime.holdCommits();
    Answer<SyncGroupResponse> sync = groups.sync(member, Map.of());
    groups.runtime.failOldestCommit(ErrorCode.NOT_COORDINATOR);
    assertError(ErrorCode.NOT_COORDINATOR, sync.get().errorCode());
  }

  @Test
  void assignmentThatCannotBeStoredIsRefusedAndAnotherRebalanceBegins() {
    List<JoinGroupResponse> members = groups.joinedGroup(2);
    groups.runtime.failAppends(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    Answer<SyncGroupResponse> follower = groups.sync(members.get(1), Map.of());

    Answer<SyncGroupResponse> leader = groups.sync(members.getFirst(), Map.of());

    assertError(ErrorCode.COORDINATOR_NOT_AVAILABLE, follower.get().errorCode());
    assertError(ErrorCode.COORDINATOR_NOT_AVAILABLE, leader.get().errorCode());
    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
  }

  @Test
  void assignmentOfAnOvertakenGenerationIsNotGivenOut() {
    JoinGroupResponse leader = groups.joinedGroup(1).getFirst();
    groups.runtime.holdCommits();
    Answer<SyncGroupResponse> sync = groups.sync(leader, Map.of(leader.memberId(), bytes("old")));
    Answer<JoinGroupResponse> newcomer = groups.joinAsNew();
    assertError(ErrorCode.REBALANCE_IN_PROGRESS, sync.get().errorCode());

    groups.runtime.releaseCommits();

    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
    newcomer.assertWaiting();
  }

  @Test
  void syncsOfAGroupThatIsNotCommittedInTheEndAreRefused() {
    groups.runtime.holdCommits();
    List<JoinGroupResponse> joined = groups.joinedGroup(2);
    Answer<SyncGroupResponse> follower = groups.sync(joined.get(1), Map.of());
    Answer<SyncGroupResponse> leader = groups.sync(joined.get(0), Map.of());
    groups.runtime.failOldestCommit(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    assertError(ErrorCode.COORDINATOR_NOT_AVAILABLE, follower.get().errorCode());
    assertError(ErrorCode.COORDINATOR_NOT_AVAILABLE, leader.get().errorCode());
  }

  @Test
  void refusesUnknownGroupMemberAndGeneration() {
    assertError(
        ErrorCode.UNKNOWN_MEMBER_ID,
        groups.sync(new SyncGroupRequest().groupId("none").memberId("m")).get().errorCode());
    JoinGroupResponse member = groups.joinedGroup(1).getFirst();
    assertError(
        ErrorCode.UNKNOWN_MEMBER_ID,
        groups.sync(syncRequest(member, Map.of()).memberId("x")).get().errorCode());
    assertError(
        ErrorCode.ILLEGAL_GENERATION,
        groups.sync(syncRequest(member, Map.of()).generationId(2)).get().errorCode());
    assertError(
        ErrorCode.ILLEGAL_GENERATION,
        groups.sync(syncRequest(member, Map.of()).generationId(0)).get().errorCode());
  }

  @Test
  void refusesOtherProtocol() {
    JoinGroupResponse member = groups.joinedGroup(1).getFirst();

    assertError(
        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
        groups.sync(syncRequest(member, Map.of()).protocolType("x")).get().errorCode());
    assertError(
        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
        groups.sync(syncRequest(member, Map.of()).protocolName("x")).get().errorCode());
  }

  @Test
  void oldClientsNeedNotNameTheProtocol() {
    JoinGroupResponse member = groups.joinedGroup(1).getFirst();

    assertError(
        ErrorCode.NONE,
        groups
            .sync(syncRequest(member, Map.of()).protocolType(null).protocolName(null))
            .get()
            .errorCode());
  }

  @Test
  void refusesSyncWhileMembersJoin() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.joinAsNew();

    assertError(ErrorCode.REBALANCE_IN_PROGRESS, groups.sync(member, Map.of()).get().errorCode());
  }

  @Test
  void refusesSyncWithEmptyGroup() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.leave(member.memberId());

    assertError(ErrorCode.UNKNOWN_MEMBER_ID, groups.sync(member, Map.of()).get().errorCode());
  }

  @Test
  void membersThatDoNotSyncInTimeAreOut() {
    List<JoinGroupResponse> members = groups.joinedGroup(2);
    Answer<SyncGroupResponse> leader = groups.sync(members.getFirst(), Map.of());
    assertError(ErrorCode.NONE, leader.get().errorCode());
    for (int passedMs = 0; passedMs < REBALANCE_MS; passedMs += SESSION_MS / 2) {
      groups.heartbeat(members.getFirst());
      assertEquals(ErrorCode.NONE, groups.heartbeat(members.get(1)));
      groups.runtime.advance(SESSION_MS / 2);
    }

    assertEquals(GroupState.PREPARING_REBALANCE, groups.state());
    assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, groups.heartbeat(members.get(1)));
    assertEquals(ErrorCode.REBALANCE_IN_PROGRESS, groups.heartbeat(members.getFirst()));
  }

  @Test
  void waitingSyncStandsForHeartbeats() {
    List<JoinGroupResponse> members = groups.joinedGroup(2);
    Answer<SyncGroupResponse> follower = groups.sync(members.get(1), Map.of());
    for (int passedMs = 0; passedMs < 2 * SESSION_MS; passedMs += SESSION_MS / 2) {
      groups.heartbeat(members.getFirst());
      groups.runtime.advance(SESSION_MS / 2);
    }
    follower.assertWaiting();

    groups.sync(members.getFirst(), Map.of());

    assertError(ErrorCode.NONE, follower.get().errorCode());
    groups.runtime.advance(SESSION_MS - 1);
    assertEquals(ErrorCode.NONE, groups.heartbeat(members.get(1)));
  }

  @Test
  void onUnloadingEveryWaitingRequestIsSentElsewhere() {
    List<JoinGroupResponse> members = groups.joinedGroup(2);
    Answer<SyncGroupResponse> sync = groups.sync(members.get(1), Map.of());
    GroupFixture joining = new GroupFixture();
    Answer<JoinGroupResponse> join = joining.joinAsNew();

    groups.runtime.unload();
    joining.runtime.unload();

    assertError(ErrorCode.NOT_COORDINATOR, sync.get().errorCode());
    assertError(ErrorCode.NOT_COORDINATOR, join.get().errorCode());
  }

  @Test
  void groupGoesOnAfterReloading() {
    List<JoinGroupResponse> members = groups.stableGroup(2);
    GroupFixture reloaded = groups.reloaded();

    assertEquals(GroupState.STABLE, reloaded.state());
    assertEquals(ErrorCode.NONE, reloaded.heartbeat(members.get(1)));
    assertEquals(
        bytes(members.get(1).memberId()),
        reloaded.sync(members.get(1), Map.of()).get().assignment());
    assertError(
        ErrorCode.NONE, reloaded.join(joinRequest(members.get(1).memberId())).get().errorCode());
  }

  @Test
  void groupThatIsTooLargeNowRebalancesWhenLoaded() {
    groups.stableGroup(2);

    GroupFixture reloaded =
        new GroupFixture(
            GroupFixture.maxSize(1),
            new VirtualRuntime(groups.runtime.log(), groups.runtime.nowMs()));

    assertEquals(GroupState.PREPARING_REBALANCE, reloaded.state());
    assertTrue(reloaded.group().size() > 1);
  }
}
