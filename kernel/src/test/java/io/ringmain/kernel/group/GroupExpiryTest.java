package io.ringmain.kernel.group;

import static io.ringmain.kernel.group.GroupFixture.GROUP;
import static io.ringmain.kernel.group.GroupFixture.SESSION_MS;
import static io.ringmain.kernel.group.GroupFixture.TOPIC;
import static io.ringmain.kernel.group.GroupFixture.commitRequest;
import static io.ringmain.kernel.group.GroupFixture.joinRequest;
import static io.ringmain.kernel.group.GroupFixture.protocol;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.OffsetCommitRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes by itself, and what goes when asked. */
class GroupExpiryTest {

  private static final long RETENTION_MS = GroupConfig.DEFAULT.offsetsRetentionMs();
  private static final long CHECK_MS = GroupConfig.DEFAULT.offsetsRetentionCheckIntervalMs();

  private final GroupFixture groups = new GroupFixture();

  /** Lets so much time pass, and then the next check. */
  private void pass(long ms) {
    groups.runtime.advance(ms + CHECK_MS);
  }

  private void passWithHeartbeats(long ms, JoinGroupResponse member) {
    long stepMs = SESSION_MS - 1;
    for (long passedMs = 0; passedMs < ms + CHECK_MS; passedMs += stepMs) {
      groups.runtime.advance(stepMs);
      assertEquals(ErrorCode.NONE, groups.heartbeat(member));
    }
  }

  @Test
  void offsetCommittedByHandExpiresAfterRetention() {
    groups.commit("", -1, 42);
    groups.runtime.advance(RETENTION_MS - CHECK_MS);
    assertEquals(42, groups.committedOffset());

    pass(CHECK_MS);

    assertEquals(-1, groups.committedOffset());
    assertTrue(groups.coordinator.group(GROUP).isEmpty());
    assertTrue(groups.reloaded().coordinator.group(GROUP).isEmpty());
  }

  @Test
  void retentionOfEmptyGroupBeginsWhenItsLastMemberLeaves() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.commit(member.memberId(), member.generationId(), 42);
    groups.runtime.advance(SESSION_MS - 1);
    long beforeMs = groups.runtime.nowMs();
    groups.leave(member.memberId());

    groups.runtime.advance(RETENTION_MS - CHECK_MS);
    assertEquals(42, groups.committedOffset());
    pass(CHECK_MS);

    assertTrue(groups.runtime.nowMs() > beforeMs + RETENTION_MS);
    assertEquals(-1, groups.committedOffset());
    assertTrue(groups.coordinator.group(GROUP).isEmpty());
  }

  @Test
  void retentionGoesOnOverRestart() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.commit(member.memberId(), member.generationId(), 42);
    groups.leave(member.memberId());
    groups.runtime.advance(RETENTION_MS - 1);

    GroupFixture reloaded = groups.reloaded();
    reloaded.runtime.advance(CHECK_MS);

    assertEquals(-1, reloaded.committedOffset());
  }

  @Test
  void offsetsOfTopicsNotSubscribedExpireInStableGroup() {
    GroupConfig config = shortRetention();
    GroupFixture brief = new GroupFixture(config);
    Answer<JoinGroupResponse> join =
        brief.join(joinRequest("").protocols(List.of(protocol("range", "other"))), 3);
    brief.endInitialDelay();
    brief.syncAll(List.of(join.get()));
    brief.commit(join.get().memberId(), 1, 42);
    OffsetCommitRequest subscribed = commitRequest(join.get().memberId(), 1, 43);
    subscribed.topics().getFirst().name("other");
    brief.commit(subscribed);

    for (int i = 0; i < 30; i++) {
      brief.runtime.advance(SESSION_MS / 2);
      assertEquals(ErrorCode.NONE, brief.heartbeat(join.get()));
    }

    assertEquals(-1, brief.committedOffset());
    assertTrue(brief.coordinator.ledger().offsets().get(GROUP, "other", 0).isPresent());
    assertEquals(GroupState.STABLE, brief.state());
  }

  @Test
  void offsetsStayWhileConsumersAreSubscribed() {
    GroupFixture brief = new GroupFixture(shortRetention());
    JoinGroupResponse member = brief.stableGroup(1).getFirst();
    brief.commit(member.memberId(), member.generationId(), 42);

    for (int i = 0; i < 30; i++) {
      brief.runtime.advance(SESSION_MS / 2);
      assertEquals(ErrorCode.NONE, brief.heartbeat(member));
    }

    assertEquals(42, brief.committedOffset());
  }

  private static GroupConfig shortRetention() {
    GroupConfig all = GroupConfig.DEFAULT;
    return new GroupConfig(
        all.minSessionTimeoutMs(),
        all.maxSessionTimeoutMs(),
        all.initialRebalanceDelayMs(),
        all.newMemberJoinTimeoutMs(),
        all.maxSize(),
        all.offsetMetadataMaxBytes(),
        60_000,
        10_000,
        all.offsetsTopicPartitions(),
        all.offsetsTopicReplicationFactor(),
        all.offsetsTopicSegmentBytes());
  }

  @Test
  void clientMaySayWhenItsOffsetExpires() {
    OffsetCommitRequest request = commitRequest("", -1, 42).retentionTimeMs(1_000);
    groups.commit(request);
    assertEquals(42, groups.reloaded().committedOffset());

    pass(1_000);

    assertEquals(-1, groups.committedOffset());
  }

  @Test
  void emptyGroupWithoutOffsetsGoesAtNextCheck() {
    groups.newMemberId();

    pass(0);

    assertTrue(groups.coordinator.group(GROUP).isEmpty());
    assertTrue(groups.coordinator.ledger().groups().isEmpty());
  }

  @Test
  void groupWithMembersStays() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();

    passWithHeartbeats(CHECK_MS, member);

    assertEquals(GroupState.STABLE, groups.state());
  }

  @Test
  void whatCannotBeStoredIsTriedAgainAtNextCheck() {
    groups.commit("", -1, 42);
    groups.runtime.failAppends(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    pass(RETENTION_MS);
    assertEquals(42, groups.committedOffset());

    groups.runtime.failAppends(ErrorCode.NONE);
    pass(0);

    assertEquals(-1, groups.committedOffset());
  }

  @Test
  void deletesEmptyGroupWithItsOffsets() {
    groups.commit("", -1, 42);

    assertEquals(ErrorCode.NONE, delete());

    assertEquals(-1, groups.committedOffset());
    assertTrue(groups.coordinator.group(GROUP).isEmpty());
    assertEquals(new GroupLedger(), groups.reloaded().coordinator.ledger());
    assertEquals(ErrorCode.GROUP_ID_NOT_FOUND, delete());
  }

  @Test
  void deletesLargeGroupInPortions() {
    OffsetCommitRequest request = commitRequest("", -1, 42);
    request.topics().getFirst().name(TOPIC.repeat(40));
    for (int partition = 1; partition < 2_000; partition++) {
      request
          .topics()
          .getFirst()
          .partitions()
          .add(
              new OffsetCommitRequest.OffsetCommitRequestPartition()
                  .partitionIndex(partition)
                  .committedOffset(1));
    }
    groups.commit(request);

    assertEquals(ErrorCode.NONE, delete());

    assertEquals(new GroupLedger(), groups.coordinator.ledger());
  }

  @Test
  void deletionThatCannotBeStoredIsRefusedOnce() {
    groups.commit("", -1, 42);
    groups.runtime.failAppends(ErrorCode.NOT_COORDINATOR);

    assertEquals(ErrorCode.NOT_COORDINATOR, delete());

    assertEquals(42, groups.committedOffset());
  }

  @Test
  void keepsGroupWithMembers() {
    groups.stableGroup(1);

    assertEquals(ErrorCode.NON_EMPTY_GROUP, delete());
  }

  private ErrorCode delete() {
    Answer<ErrorCode> answer = new Answer<>();
    groups.coordinator.deleteGroup(GROUP, answer);
    return answer.get();
  }
}
