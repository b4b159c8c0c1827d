package io.ringmain.kernel.group;

import static io.ringmain.kernel.api.RecordedRequest.ask;
import static io.ringmain.kernel.group.GroupFixture.GROUP;
import static io.ringmain.kernel.group.GroupFixture.TOPIC;
import static io.ringmain.kernel.group.GroupFixture.assertError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.api.DeleteGroupsHandler;
import io.ringmain.kernel.api.DescribeGroupsHandler;
import io.ringmain.kernel.api.FindCoordinatorHandler;
import io.ringmain.kernel.api.HeartbeatHandler;
import io.ringmain.kernel.api.JoinGroupHandler;
import io.ringmain.kernel.api.LeaveGroupHandler;
import io.ringmain.kernel.api.ListGroupsHandler;
import io.ringmain.kernel.api.OffsetCommitHandler;
import io.ringmain.kernel.api.OffsetDeleteHandler;
import io.ringmain.kernel.api.OffsetFetchHandler;
import io.ringmain.kernel.api.RecordedRequest;
import io.ringmain.kernel.api.SyncGroupHandler;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DeleteGroupsRequest;
import io.ringmain.protocol.message.DeleteGroupsResponse;
import io.ringmain.protocol.message.DescribeGroupsRequest;
import io.ringmain.protocol.message.DescribeGroupsResponse;
import io.ringmain.protocol.message.FindCoordinatorRequest;
import io.ringmain.protocol.message.FindCoordinatorResponse;
import io.ringmain.protocol.message.HeartbeatRequest;
import io.ringmain.protocol.message.HeartbeatResponse;
import io.ringmain.protocol.message.JoinGroupRequest;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.LeaveGroupRequest;
import io.ringmain.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.ringmain.protocol.message.LeaveGroupResponse;
import io.ringmain.protocol.message.ListGroupsRequest;
import io.ringmain.protocol.message.ListGroupsResponse;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ringmain.protocol.message.OffsetCommitResponse;
import io.ringmain.protocol.message.OffsetCommitResponse.OffsetCommitResponsePartition;
import io.ringmain.protocol.message.OffsetDeleteRequest;
import io.ringmain.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestPartition;
import io.ringmain.protocol.message.OffsetDeleteRequest.OffsetDeleteRequestTopic;
import io.ringmain.protocol.message.OffsetDeleteResponse;
import io.ringmain.protocol.message.OffsetFetchRequest;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopic;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ringmain.protocol.message.OffsetFetchResponse;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ringmain.protocol.message.SyncGroupRequest;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The group APIs as a connection sees them: versions, routing, and answers put together. */
class GroupApisTest {

  private final StubCluster cluster = new StubCluster();

  // ---- FindCoordinator

  private FindCoordinatorResponse find(FindCoordinatorRequest request, int version) {
    return ask(
        new FindCoordinatorHandler(cluster, GroupConfig.DEFAULT),
        request,
        version,
        FindCoordinatorResponse.class);
  }

  @Test
  void findsCoordinatorInEveryVersion() {
    for (int version = 0; version <= 6; version++) {
      FindCoordinatorRequest request = new FindCoordinatorRequest().key(GROUP);
      request.coordinatorKeys(List.of(GROUP, "another"));
      FindCoordinatorResponse response = find(request, version);
      if (version < 4) {
        assertError(ErrorCode.NONE, response.errorCode());
        assertEquals(9092, response.port());
      } else {
        assertEquals(
            List.of(GROUP, "another"),
            response.coordinators().stream().map(found -> found.key()).toList());
        assertEquals("localhost", response.coordinators().get(1).host());
      }
    }
  }

  @Test
  void createsOffsetsTopicWhenFirstAsked() {
    cluster.topicExists = false;

    FindCoordinatorResponse response = find(new FindCoordinatorRequest().key(GROUP), 3);

    assertError(ErrorCode.COORDINATOR_NOT_AVAILABLE, response.errorCode());
    assertEquals(-1, response.nodeId());
    OffsetsTopic topic = cluster.created.getFirst();
    assertEquals(50, topic.partitions());
    assertEquals(1, topic.replicationFactor());
    assertEquals("compact", topic.config().get("cleanup.policy"));
  }

  @Test
  void hasNoCoordinatorsOfTransactionsOrShares() {
    FindCoordinatorRequest request = new FindCoordinatorRequest();
    request.coordinatorKeys(List.of("key"));

    assertError(
        ErrorCode.COORDINATOR_NOT_AVAILABLE,
        find(request.keyType((byte) 1), 6).coordinators().getFirst().errorCode());
    assertError(
        ErrorCode.INVALID_REQUEST,
        find(request.keyType((byte) 2), 6).coordinators().getFirst().errorCode());
  }

  // ---- membership

  private JoinGroupResponse join(JoinGroupRequest request, int version) {
    return ask(
        new JoinGroupHandler(cluster, GroupConfig.DEFAULT),
        request,
        version,
        JoinGroupResponse.class);
  }

  @Test
  void refusesJoinsBeforeTheyReachTheCoordinator() {
    cluster.unavailable = ErrorCode.NOT_COORDINATOR;
    for (int version = 0; version <= 9; version++) {
      assertError(
          ErrorCode.INVALID_GROUP_ID,
          join(GroupFixture.joinRequest("").groupId(""), version).errorCode());
      assertError(
          ErrorCode.INVALID_SESSION_TIMEOUT,
          join(GroupFixture.joinRequest("").sessionTimeoutMs(5_999), version).errorCode());
      assertError(
          ErrorCode.INVALID_SESSION_TIMEOUT,
          join(GroupFixture.joinRequest("").sessionTimeoutMs(1_800_001), version).errorCode());
      assertError(
          ErrorCode.NOT_COORDINATOR, join(GroupFixture.joinRequest(""), version).errorCode());
    }
  }

  @Test
  void joinRemembersWhoAsked() {
    JoinGroupResponse response = join(GroupFixture.joinRequest(""), 9);
    assertError(ErrorCode.MEMBER_ID_REQUIRED, response.errorCode());
    RecordedRequest.begin(
        new JoinGroupHandler(cluster, GroupConfig.DEFAULT),
        GroupFixture.joinRequest(response.memberId()),
        9);

    Member member = cluster.partitions.getFirst().group().members().iterator().next();

    assertEquals(new GroupClient("client", "/127.0.0.1"), member.client());
  }

  @Test
  void everyRefusedJoinHasNoProtocol() {
    JoinGroupResponse response = join(GroupFixture.joinRequest("").groupId(""), 9);

    assertError(ErrorCode.INVALID_GROUP_ID, response.errorCode());
    assertEquals(Optional.empty(), Optional.ofNullable(response.protocolName()));
  }

  @Test
  void versionsBefore7KnowNoNullProtocol() {
    cluster.partitions.getFirst().stableGroup(1);

    JoinGroupResponse old = join(GroupFixture.joinRequest("nobody"), 6);
    JoinGroupResponse now = join(GroupFixture.joinRequest("nobody"), 7);

    assertEquals("", old.protocolName());
    assertEquals(Optional.empty(), Optional.ofNullable(now.protocolName()));
  }

  @Test
  void syncMustNameTheProtocolSinceVersion5() {
    JoinGroupResponse member = cluster.partitions.getFirst().stableGroup(1).getFirst();
    SyncGroupRequest request =
        new SyncGroupRequest()
            .groupId(GROUP)
            .memberId(member.memberId())
            .generationId(member.generationId());
    SyncGroupHandler handler = new SyncGroupHandler(cluster);

    for (int version = 0; version < 5; version++) {
      assertError(
          ErrorCode.NONE, ask(handler, request, version, SyncGroupResponse.class).errorCode());
    }
    assertError(
        ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
        ask(handler, request, 5, SyncGroupResponse.class).errorCode());
    assertError(
        ErrorCode.INVALID_GROUP_ID,
        ask(handler, new SyncGroupRequest(), 4, SyncGroupResponse.class).errorCode());
  }

  @Test
  void heartbeatsAreFineWhileTheCoordinatorLoads() {
    HeartbeatHandler handler = new HeartbeatHandler(cluster);
    HeartbeatRequest request = new HeartbeatRequest().groupId(GROUP).memberId("m");
    assertError(
        ErrorCode.UNKNOWN_MEMBER_ID, ask(handler, request, 4, HeartbeatResponse.class).errorCode());

    cluster.unavailable = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
    assertError(ErrorCode.NONE, ask(handler, request, 4, HeartbeatResponse.class).errorCode());
    cluster.unavailable = ErrorCode.NOT_COORDINATOR;
    assertError(
        ErrorCode.NOT_COORDINATOR, ask(handler, request, 4, HeartbeatResponse.class).errorCode());
  }

  @Test
  void leavesAloneBeforeVersion3AndTogetherSince() {
    GroupFixture groups = cluster.partitions.getFirst();
    List<JoinGroupResponse> members = groups.stableGroup(3);
    LeaveGroupHandler handler = new LeaveGroupHandler(cluster);
    LeaveGroupRequest alone =
        new LeaveGroupRequest().groupId(GROUP).memberId(members.get(2).memberId());
    assertError(ErrorCode.NONE, ask(handler, alone, 2, LeaveGroupResponse.class).errorCode());
    LeaveGroupRequest again =
        new LeaveGroupRequest().groupId(GROUP).memberId(members.get(2).memberId());
    assertError(
        ErrorCode.UNKNOWN_MEMBER_ID, ask(handler, again, 2, LeaveGroupResponse.class).errorCode());

    LeaveGroupRequest together = new LeaveGroupRequest().groupId(GROUP);
    together.members().add(new MemberIdentity().memberId(members.get(0).memberId()));
    together.members().add(new MemberIdentity().memberId(members.get(1).memberId()).reason("x"));

    LeaveGroupResponse response = ask(handler, together, 5, LeaveGroupResponse.class);
    assertEquals(2, response.members().size());
    assertEquals(GroupState.EMPTY, groups.state());
  }

  // ---- offsets

  private OffsetCommitResponse commit(int version) {
    OffsetCommitRequest request = new OffsetCommitRequest().groupId(GROUP);
    request.topics().add(commitTopic(TOPIC, StubCluster.TOPIC_ID));
    request.topics().add(commitTopic("missing", new UUID(9, 9)));
    return ask(
        new OffsetCommitHandler(cluster, cluster), request, version, OffsetCommitResponse.class);
  }

  /** Partition 0 exists, partition 2 never does. */
  private static OffsetCommitRequestTopic commitTopic(String name, UUID id) {
    OffsetCommitRequestTopic topic = new OffsetCommitRequestTopic().name(name).topicId(id);
    for (int partition : new int[] {0, 2}) {
      topic
          .partitions()
          .add(
              new OffsetCommitRequestPartition()
                  .partitionIndex(partition)
                  .committedOffset(42)
                  .committedMetadata(""));
    }
    return topic;
  }

  @Test
  void commitsToPartitionsThatExistInEveryVersion() {
    for (int version = 2; version <= 10; version++) {
      OffsetCommitResponse response = commit(version);

      ErrorCode missing =
          version == 10 ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
      assertEquals(
          List.of(ErrorCode.NONE.id(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id()),
          errors(response, 0));
      assertEquals(List.of(missing.id(), missing.id()), errors(response, 1));
      assertEquals(42, cluster.partitions.getFirst().committedOffset());
    }
  }

  private static List<Short> errors(OffsetCommitResponse response, int topic) {
    return response.topics().get(topic).partitions().stream()
        .map(OffsetCommitResponsePartition::errorCode)
        .toList();
  }

  @Test
  void refusesCommitForWhatExistsWhenThereIsNoCoordinator() {
    cluster.unavailable = ErrorCode.NOT_COORDINATOR;

    assertEquals(
        List.of(ErrorCode.NOT_COORDINATOR.id(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id()),
        errors(commit(9), 0));
  }

  private OffsetFetchResponse fetch(OffsetFetchRequest request, int version) {
    return ask(
        new OffsetFetchHandler(cluster, cluster), request, version, OffsetFetchResponse.class);
  }

  @Test
  void fetchesOffsetsInEveryVersion() {
    cluster.partitions.getFirst().commit("", -1, 42);
    for (int version = 1; version <= 10; version++) {
      OffsetFetchResponse response = fetch(fetchRequest(), version);
      long offset =
          version < 8
              ? response.topics().getFirst().partitions().getFirst().committedOffset()
              : response
                  .groups()
                  .getFirst()
                  .topics()
                  .getFirst()
                  .partitions()
                  .getFirst()
                  .committedOffset();
      assertEquals(42, offset);
    }
  }

  /** Asks for partition 0 in the form of every version. */
  private static OffsetFetchRequest fetchRequest() {
    OffsetFetchRequest request = new OffsetFetchRequest().groupId(GROUP);
    request.topics().add(new OffsetFetchRequestTopic().name(TOPIC).partitionIndexes(List.of(0)));
    OffsetFetchRequestGroup group = new OffsetFetchRequestGroup().groupId(GROUP);
    group
        .topics()
        .add(
            new OffsetFetchRequestTopics()
                .name(TOPIC)
                .topicId(StubCluster.TOPIC_ID)
                .partitionIndexes(List.of(0)));
    request.groups().add(group);
    return request;
  }

  @Test
  void errorsOfFetchStandWhereTheVersionHasThem() {
    cluster.unavailable = ErrorCode.NOT_COORDINATOR;

    assertError(
        ErrorCode.NOT_COORDINATOR,
        fetch(fetchRequest(), 1).topics().getFirst().partitions().getFirst().errorCode());
    assertError(ErrorCode.NOT_COORDINATOR, fetch(fetchRequest(), 2).errorCode());
    assertError(
        ErrorCode.NOT_COORDINATOR, fetch(fetchRequest(), 8).groups().getFirst().errorCode());
  }

  @Test
  void fetchesAllOffsetsOfSeveralGroups() {
    cluster.partitions.getFirst().commit("", -1, 42);
    OffsetFetchRequest request = new OffsetFetchRequest();
    request.groups().add(new OffsetFetchRequestGroup().groupId("other").topics(null));
    request.groups().add(new OffsetFetchRequestGroup().groupId(GROUP).topics(null));

    List<OffsetFetchResponseGroup> groups = fetch(request, 10).groups();

    assertEquals(List.of(), groups.get(0).topics());
    assertEquals(StubCluster.TOPIC_ID, groups.get(1).topics().getFirst().topicId());
  }

  @Test
  void offsetsOfTopicsWithoutIdAreLeftOutWhereIdsAreNeeded() {
    OffsetCommitRequest gone = GroupFixture.commitRequest("", -1, 1);
    gone.topics().getFirst().name("deleted");
    cluster.partitions.getFirst().commit(gone);
    OffsetFetchRequest request = new OffsetFetchRequest();
    request.groups().add(new OffsetFetchRequestGroup().groupId(GROUP).topics(null));

    assertEquals(1, fetch(request, 9).groups().getFirst().topics().size());
    assertEquals(0, fetch(request, 10).groups().getFirst().topics().size());
  }

  @Test
  void unknownTopicIdIsAnErrorOfItsPartitions() {
    OffsetFetchRequest request = fetchRequest();
    UUID unknown = new UUID(9, 9);
    request.groups().getFirst().topics().getFirst().topicId(unknown);

    OffsetFetchResponseGroup group = fetch(request, 10).groups().getFirst();

    assertEquals(unknown, group.topics().getFirst().topicId());
    assertError(
        ErrorCode.UNKNOWN_TOPIC_ID, group.topics().getFirst().partitions().getFirst().errorCode());
    assertEquals(-1, group.topics().getFirst().partitions().getFirst().committedOffset());
  }

  @Test
  void deletesOffsetsOfPartitionsThatExist() {
    cluster.partitions.getFirst().commit("", -1, 42);
    OffsetDeleteRequestTopic topic = new OffsetDeleteRequestTopic().name(TOPIC);
    topic.partitions().add(new OffsetDeleteRequestPartition().partitionIndex(0));
    topic.partitions().add(new OffsetDeleteRequestPartition().partitionIndex(2));
    OffsetDeleteRequest request = new OffsetDeleteRequest().groupId(GROUP);
    request.topics().add(topic);

    OffsetDeleteResponse response =
        ask(new OffsetDeleteHandler(cluster, cluster), request, 0, OffsetDeleteResponse.class);

    assertEquals(
        List.of(ErrorCode.NONE.id(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.id()),
        response.topics().getFirst().partitions().stream()
            .map(partition -> partition.errorCode())
            .toList());
    assertEquals(-1, cluster.partitions.getFirst().committedOffset());
  }

  // ---- groups

  @Test
  void listsGroupsOfAllPartitionsInEveryVersion() {
    cluster.partitions.get(0).commit("", -1, 1);
    cluster.partitions.get(1).stableGroup(1);
    ListGroupsHandler handler = new ListGroupsHandler(cluster);
    for (int version = 0; version <= 5; version++) {
      assertEquals(
          2,
          ask(handler, new ListGroupsRequest(), version, ListGroupsResponse.class).groups().size());
    }

    cluster.unavailable = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
    ListGroupsResponse loading = ask(handler, new ListGroupsRequest(), 5, ListGroupsResponse.class);
    assertError(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, loading.errorCode());
    cluster.unavailable = ErrorCode.NOT_COORDINATOR;
    ListGroupsResponse moved = ask(handler, new ListGroupsRequest(), 5, ListGroupsResponse.class);
    assertError(ErrorCode.NONE, moved.errorCode());
  }

  @Test
  void describesGroupsInTheOrderAskedForInEveryVersion() {
    cluster.partitions.getFirst().stableGroup(1);
    DescribeGroupsHandler handler = new DescribeGroupsHandler(cluster);
    for (int version = 0; version <= 6; version++) {
      DescribeGroupsRequest request =
          new DescribeGroupsRequest()
              .groups(List.of("other", GROUP))
              .includeAuthorizedOperations(version >= 3);
      DescribeGroupsResponse response =
          ask(handler, request, version, DescribeGroupsResponse.class);
      assertEquals("Dead", response.groups().get(0).groupState());
      assertEquals("Stable", response.groups().get(1).groupState());
      assertEquals(version >= 3, response.groups().get(1).authorizedOperations() > 0);
    }
  }

  @Test
  void deletesEachGroupOnceInEveryVersion() {
    DeleteGroupsHandler handler = new DeleteGroupsHandler(cluster);
    for (int version = 0; version <= 3; version++) {
      cluster.partitions.getFirst().commit("", -1, 1);
      DeleteGroupsRequest request =
          new DeleteGroupsRequest().groupsNames(List.of("other", GROUP, GROUP));
      DeleteGroupsResponse response = ask(handler, request, version, DeleteGroupsResponse.class);
      assertEquals(2, response.results().size());
      assertError(ErrorCode.GROUP_ID_NOT_FOUND, response.results().get(0).errorCode());
      assertError(ErrorCode.NONE, response.results().get(1).errorCode());
      assertTrue(cluster.partitions.getFirst().coordinator.group(GROUP).isEmpty());
    }
  }
}
