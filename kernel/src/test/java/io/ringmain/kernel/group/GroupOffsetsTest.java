package io.ringmain.kernel.group;

import static io.ringmain.kernel.group.GroupFixture.GROUP;
import static io.ringmain.kernel.group.GroupFixture.SESSION_MS;
import static io.ringmain.kernel.group.GroupFixture.TOPIC;
import static io.ringmain.kernel.group.GroupFixture.assertError;
import static io.ringmain.kernel.group.GroupFixture.commitRequest;
import static io.ringmain.kernel.group.GroupFixture.joinRequest;
import static io.ringmain.kernel.group.GroupFixture.protocol;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetCommitResponse;
import io.ringmain.protocol.message.OffsetDeleteRequest;
import io.ringmain.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.ringmain.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ringmain.protocol.message.OffsetDeleteResponse;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Committing, fetching and deleting offsets: who may, and what is answered when. */
class GroupOffsetsTest {

  private static final short BEFORE_GROUP_ID_NOT_FOUND = 8;

  private final GroupFixture groups = new GroupFixture();

  // ---- commit

  @Test
  void memberOfCurrentGenerationCommits() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();

    assertEquals(ErrorCode.NONE, groups.commit(member.memberId(), member.generationId(), 42));

    assertEquals(42, groups.committedOffset());
  }

  @Test
  void anybodyCommitsWithoutGenerationToEmptyGroup() {
    assertEquals(ErrorCode.NONE, groups.commit("", -1, 7));

    assertEquals(7, groups.committedOffset());
    assertEquals(GroupState.EMPTY, groups.state());
    assertTrue(groups.group().protocolType().isEmpty());
  }

  @Test
  void nobodyCommitsWithoutGenerationToGroupWithMembers() {
    groups.stableGroup(1);

    assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, groups.commit("", -1, 7));
    assertEquals(-1, groups.committedOffset());
  }

  @Test
  void memberOfOldGenerationCannotCommit() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.join(joinRequest(member.memberId()));

    assertEquals(
        ErrorCode.ILLEGAL_GENERATION, groups.commit(member.memberId(), member.generationId(), 1));
    assertEquals(ErrorCode.ILLEGAL_GENERATION, groups.commit(member.memberId(), -1, 1));
  }

  @Test
  void unknownMemberCannotCommit() {
    groups.stableGroup(1);

    assertEquals(ErrorCode.UNKNOWN_MEMBER_ID, groups.commit("somebody", 1, 1));
  }

  @Test
  void generationOfUnknownGroupIsRefusedByVersion() {
    Answer<OffsetCommitResponse> old = new Answer<>();
    groups.coordinator.commitOffsets(commitRequest("m", 1, 1), BEFORE_GROUP_ID_NOT_FOUND, old);

    assertError(ErrorCode.ILLEGAL_GENERATION, error(old.get()));
    assertEquals(ErrorCode.GROUP_ID_NOT_FOUND, groups.commit("m", 1, 1));
  }

  @Test
  void nobodyCommitsWhileAssignmentIsOnItsWay() {
    JoinGroupResponse member = groups.joinedGroup(1).getFirst();

    assertEquals(
        ErrorCode.REBALANCE_IN_PROGRESS,
        groups.commit(member.memberId(), member.generationId(), 1));
  }

  @Test
  void membersCommitWhileOthersJoin() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.joinAsNew();

    assertEquals(ErrorCode.NONE, groups.commit(member.memberId(), member.generationId(), 1));
  }

  @Test
  void commitStandsForHeartbeat() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.runtime.advance(SESSION_MS - 1);
    groups.commit(member.memberId(), member.generationId(), 1);
    groups.runtime.advance(SESSION_MS - 1);

    assertEquals(ErrorCode.NONE, groups.heartbeat(member));
  }

  @Test
  void refusesLongMetadataPartitionByPartition() {
    OffsetCommitRequest request = commitRequest("", -1, 1);
    request
        .topics()
        .getFirst()
        .partitions()
        .add(
            new OffsetCommitRequest.OffsetCommitRequestPartition()
                .partitionIndex(1)
                .committedOffset(9)
                .committedMetadata("x".repeat(groups.config.offsetMetadataMaxBytes() + 1)));

    OffsetCommitResponse response = groups.commit(request).get();

    assertEquals(
        List.of(ErrorCode.NONE.id(), ErrorCode.OFFSET_METADATA_TOO_LARGE.id()),
        response.topics().getFirst().partitions().stream()
            .map(partition -> partition.errorCode())
            .toList());
    assertTrue(groups.coordinator.ledger().offsets().get(GROUP, TOPIC, 1).isEmpty());
  }

  @Test
  void commitIsAnsweredWhenCommitted() {
    groups.runtime.holdCommits();
    Answer<OffsetCommitResponse> answer = groups.commit(commitRequest("", -1, 1));
    answer.assertWaiting();

    groups.runtime.releaseCommits();

    assertError(ErrorCode.NONE, error(answer.get()));
  }

  @Test
  void commitThatCannotBeStoredChangesNothing() {
    groups.runtime.failAppends(ErrorCode.NOT_COORDINATOR);

    assertEquals(ErrorCode.NOT_COORDINATOR, groups.commit("", -1, 1));

    assertEquals(-1, groups.committedOffset());
    assertTrue(groups.coordinator.group(GROUP).isEmpty());
  }

  @Test
  void committedOffsetGoesBackWhenClientAsks() {
    groups.commit("", -1, 100);
    groups.commit("", -1, 5);

    assertEquals(5, groups.committedOffset());
  }

  @Test
  void offsetKeepsTopicIdEpochMetadataAndTime() {
    UUID topicId = new UUID(3, 4);
    OffsetCommitRequest request = commitRequest("", -1, 1);
    request.topics().getFirst().topicId(topicId);
    groups.commit(request);

    assertEquals(
        new CommittedOffset(1, 5, "m", groups.runtime.nowMs(), CommittedOffset.NO_EXPIRY, topicId),
        groups.coordinator.ledger().offsets().get(GROUP, TOPIC, 0).orElseThrow());
  }

  @Test
  void absentMetadataIsEmpty() {
    OffsetCommitRequest request = commitRequest("", -1, 1);
    request.topics().getFirst().partitions().getFirst().committedMetadata(null);
    groups.commit(request);

    assertEquals(
        "", groups.coordinator.ledger().offsets().get(GROUP, TOPIC, 0).orElseThrow().metadata());
  }

  // ---- fetch

  @Test
  void fetchesPartitionsAskedFor() {
    groups.commit("", -1, 42);
    OffsetFetchRequestTopics topic =
        new OffsetFetchRequestTopics().name(TOPIC).partitionIndexes(List.of(0, 1));
    Answer<OffsetFetchResponseGroup> answer = new Answer<>();

    groups.coordinator.fetchOffsets(
        new OffsetFetchRequestGroup().groupId(GROUP).topics(List.of(topic)), answer);

    List<OffsetFetchResponsePartitions> partitions = answer.get().topics().getFirst().partitions();
    assertEquals(42, partitions.get(0).committedOffset());
    assertEquals(5, partitions.get(0).committedLeaderEpoch());
    assertEquals("m", partitions.get(0).metadata());
    assertEquals(-1, partitions.get(1).committedOffset());
    assertEquals(-1, partitions.get(1).committedLeaderEpoch());
    assertEquals("", partitions.get(1).metadata());
    assertError(ErrorCode.NONE, partitions.get(1).errorCode());
  }

  @Test
  void fetchesAllPartitions() {
    assertEquals(List.of(), groups.fetchAll().get().topics());
    groups.commit("", -1, 42);

    OffsetFetchResponseGroup all = groups.fetchAll().get();

    assertEquals(TOPIC, all.topics().getFirst().name());
    assertEquals(42, all.topics().getFirst().partitions().getFirst().committedOffset());
  }

  @Test
  void fetchWaitsForCommitsBeforeIt() {
    groups.runtime.holdCommits();
    groups.commit(commitRequest("", -1, 42));
    Answer<OffsetFetchResponseGroup> answer = groups.fetchAll();
    answer.assertWaiting();

    groups.runtime.releaseCommits();

    assertEquals(42, answer.get().topics().getFirst().partitions().getFirst().committedOffset());
  }

  @Test
  void fetchSaysNothingThatMayBeLost() {
    groups.runtime.holdCommits();
    groups.commit(commitRequest("", -1, 42));
    Answer<OffsetFetchResponseGroup> answer = groups.fetchAll();

    groups.runtime.unload();

    assertError(ErrorCode.NOT_COORDINATOR, answer.get().errorCode());
    assertEquals(List.of(), answer.get().topics());
  }

  @Test
  void offsetsOutliveMembersAndRestarts() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.commit(member.memberId(), member.generationId(), 42);
    groups.leave(member.memberId());

    assertEquals(42, groups.reloaded().committedOffset());
  }

  // ---- delete

  @Test
  void deletesOffsets() {
    groups.commit("", -1, 42);

    OffsetDeleteResponse response = delete(TOPIC);

    assertError(ErrorCode.NONE, response.errorCode());
    assertError(ErrorCode.NONE, response.topics().getFirst().partitions().getFirst().errorCode());
    assertEquals(-1, groups.committedOffset());
    assertEquals(-1, groups.reloaded().committedOffset());
  }

  @Test
  void keepsOffsetsOfSubscribedTopics() {
    JoinGroupResponse member = groups.stableGroup(1).getFirst();
    groups.commit(member.memberId(), member.generationId(), 42);

    assertError(
        ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC,
        delete(TOPIC).topics().getFirst().partitions().getFirst().errorCode());
    assertError(
        ErrorCode.NONE, delete("other").topics().getFirst().partitions().getFirst().errorCode());
    assertEquals(42, groups.committedOffset());
  }

  @Test
  void keepsAllOffsetsWhenSubscriptionsMakeNoSense() {
    Answer<JoinGroupResponse> join =
        groups.join(
            joinRequest("")
                .protocols(List.of(protocol("range").metadata(GroupFixture.bytes("\0\1\0\0\0\7")))),
            3);
    groups.endInitialDelay();
    groups.sync(join.get(), Map.of());

    assertError(
        ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC,
        delete("other").topics().getFirst().partitions().getFirst().errorCode());
  }

  @Test
  void refusesDeletionInGroupWhoseSubscriptionsAreUnknown() {
    groups.join(joinRequest("").protocolType("connect"), 3);

    assertError(ErrorCode.NON_EMPTY_GROUP, delete(TOPIC).errorCode());
  }

  @Test
  void refusesDeletionInUnknownGroup() {
    assertError(ErrorCode.GROUP_ID_NOT_FOUND, delete(TOPIC).errorCode());
  }

  @Test
  void offsetsOfDeletedTopicsGo() {
    groups.commit("", -1, 42);

    groups.coordinator.topicsDeleted(List.of("other"));
    assertEquals(42, groups.committedOffset());
    groups.coordinator.topicsDeleted(List.of(TOPIC));

    assertEquals(-1, groups.committedOffset());
  }

  private OffsetDeleteResponse delete(String topic) {
    OffsetDeleteRequestTopic deleted = new OffsetDeleteRequestTopic().name(topic);
    deleted.partitions().add(new OffsetDeleteRequestPartition().partitionIndex(0));
    OffsetDeleteRequest request = new OffsetDeleteRequest().groupId(GROUP);
    request.topics().add(deleted);
    Answer<OffsetDeleteResponse> answer = new Answer<>();
    groups.coordinator.deleteOffsets(request, answer);
    return answer.get();
  }

  private static short error(OffsetCommitResponse response) {
    return response.topics().getFirst().partitions().getFirst().errorCode();
  }
}
