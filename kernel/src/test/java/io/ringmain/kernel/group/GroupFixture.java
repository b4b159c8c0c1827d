package io.ringmain.kernel.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.kernel.coordinator.CoordinatorRecord;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.HeartbeatRequest;
import io.ringmain.protocol.message.JoinGroupRequest;
import io.ringmain.protocol.message.JoinGroupRequest.JoinGroupRequestProtocol;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.LeaveGroupRequest;
import io.ringmain.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.ringmain.protocol.message.LeaveGroupResponse;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ringmain.protocol.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ringmain.protocol.message.OffsetCommitResponse;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ringmain.protocol.message.SyncGroupRequest;
import io.ringmain.protocol.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A coordinator on virtual time, and the requests that clients send to it. */
final class GroupFixture {

  static final String GROUP = "group";
  static final String TOPIC = "topic";
  static final short VERSION = 9;
  static final int SESSION_MS = 10_000;
  static final int REBALANCE_MS = 30_000;
  static final GroupClient CLIENT = new GroupClient("client", "/127.0.0.1");

  final GroupConfig config;
  final VirtualRuntime runtime;
  final GroupCoordinator coordinator;

  /** Shared by all brokers of a test, since member ids must not come again. */
  private final RandomGenerator random;

  GroupFixture() {
    this(GroupConfig.DEFAULT);
  }

  GroupFixture(GroupConfig config) {
    this(config, new VirtualRuntime());
  }

  GroupFixture(GroupConfig config, VirtualRuntime runtime) {
    this(config, runtime, new SplittableRandom(1));
  }

  private GroupFixture(GroupConfig config, VirtualRuntime runtime, RandomGenerator random) {
    this.config = config;
    this.runtime = runtime;
    this.random = random;
    this.coordinator = new GroupCoordinator(runtime, config, random);
    runtime.load(coordinator);
  }

  /** The default configuration, except for the largest size of a group. */
  static GroupConfig maxSize(int maxSize) {
    GroupConfig all = GroupConfig.DEFAULT;
    return new GroupConfig(
        all.minSessionTimeoutMs(),
        all.maxSessionTimeoutMs(),
        all.initialRebalanceDelayMs(),
        all.newMemberJoinTimeoutMs(),
        maxSize,
        all.offsetMetadataMaxBytes(),
        all.offsetsRetentionMs(),
        all.offsetsRetentionCheckIntervalMs(),
        all.offsetsTopicPartitions(),
        all.offsetsTopicReplicationFactor(),
        all.offsetsTopicSegmentBytes());
  }

  /** A coordinator that loads the log as it is now. */
  GroupFixture reloaded() {
    return reloaded(runtime.log());
  }

  GroupFixture reloaded(List<CoordinatorRecord> log) {
    return new GroupFixture(config, new VirtualRuntime(log, runtime.nowMs()), random);
  }

  // ---- join

  static JoinGroupRequest joinRequest(String memberId) {
    return new JoinGroupRequest()
        .groupId(GROUP)
        .memberId(memberId)
        .sessionTimeoutMs(SESSION_MS)
        .rebalanceTimeoutMs(REBALANCE_MS)
        .protocolType("consumer")
        .protocols(List.of(protocol("range", TOPIC)));
  }

  static JoinGroupRequest staticRequest(String memberId, String instanceId) {
    return joinRequest(memberId).groupInstanceId(instanceId);
  }

  static JoinGroupRequestProtocol protocol(String name, String... topics) {
    return new JoinGroupRequestProtocol().name(name).metadata(subscription(topics));
  }

  /** A consumer's subscription as far as the broker reads it. */
  static ByteBuffer subscription(String... topics) {
    ByteBuffer bytes = ByteBuffer.allocate(1024).putShort((short) 1).putInt(topics.length);
    for (String topic : topics) {
      byte[] name = topic.getBytes(StandardCharsets.UTF_8);
      bytes.putShort((short) name.length).put(name);
    }
    return bytes.putInt(-1).flip();
  }

  Answer<JoinGroupResponse> join(JoinGroupRequest request) {
    return join(request, VERSION);
  }

  Answer<JoinGroupResponse> join(JoinGroupRequest request, int version) {
    Answer<JoinGroupResponse> answer = new Answer<>();
    coordinator.join(request, CLIENT, (short) version, answer);
    return answer;
  }

  /** Has a newcomer told its member id. */
  String newMemberId() {
    JoinGroupResponse response = join(joinRequest("")).get();
    assertError(ErrorCode.MEMBER_ID_REQUIRED, response.errorCode());
    return response.memberId();
  }

  /** Begins the join of a newcomer who knows its member id already. */
  Answer<JoinGroupResponse> joinAsNew() {
    return join(joinRequest(newMemberId()));
  }

  /** Lasts out the delay before the first generation of a group. */
  void endInitialDelay() {
    runtime.advance(config.initialRebalanceDelayMs());
  }

  /** A group of that many members who know their generation; the leader comes first. */
  List<JoinGroupResponse> joinedGroup(int size) {
    List<Answer<JoinGroupResponse>> answers = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      answers.add(joinAsNew());
    }
    // Every newcomer may prolong the delay.
    endInitialDelay();
    endInitialDelay();
    List<JoinGroupResponse> joined = new ArrayList<>();
    for (Answer<JoinGroupResponse> answer : answers) {
      assertError(ErrorCode.NONE, answer.get().errorCode());
      joined.add(answer.get());
    }
    return joined;
  }

  /** A stable group of that many members; the leader comes first. */
  List<JoinGroupResponse> stableGroup(int size) {
    List<JoinGroupResponse> joined = joinedGroup(size);
    syncAll(joined);
    return joined;
  }

  /** The leader gives each member its own id for an assignment, and all take theirs. */
  void syncAll(List<JoinGroupResponse> joined) {
    Map<String, ByteBuffer> assignments = new HashMap<>();
    joined.forEach(member -> assignments.put(member.memberId(), bytes(member.memberId())));
    for (JoinGroupResponse member : joined) {
      boolean leads = member.leader().equals(member.memberId());
      sync(member, leads ? assignments : Map.of());
    }
    for (JoinGroupResponse member : joined) {
      SyncGroupResponse response = sync(member, Map.of()).get();
      assertError(ErrorCode.NONE, response.errorCode());
      assertEquals(bytes(member.memberId()), response.assignment());
    }
  }

  // ---- sync, heartbeat, leave

  Answer<SyncGroupResponse> sync(JoinGroupResponse member, Map<String, ByteBuffer> assignments) {
    return sync(syncRequest(member, assignments));
  }

  static SyncGroupRequest syncRequest(
      JoinGroupResponse member, Map<String, ByteBuffer> assignments) {
    SyncGroupRequest request =
        new SyncGroupRequest()
            .groupId(GROUP)
            .memberId(member.memberId())
            .generationId(member.generationId())
            .protocolType(member.protocolType())
            .protocolName(member.protocolName());
    assignments.forEach((id, bytes) ->
        request.assignments().add(new SyncGroupRequestAssignment().memberId(id).assignment(bytes)));
    return request;
  }

  Answer<SyncGroupResponse> sync(SyncGroupRequest request) {
    Answer<SyncGroupResponse> answer = new Answer<>();
    coordinator.sync(request, answer);
    return answer;
  }

  ErrorCode heartbeat(JoinGroupResponse member) {
    return heartbeat(member.memberId(), member.generationId());
  }

  ErrorCode heartbeat(String memberId, int generation) {
    return coordinator.heartbeat(
        new HeartbeatRequest().groupId(GROUP).memberId(memberId).generationId(generation));
  }

  LeaveGroupResponse leave(String... memberIds) {
    LeaveGroupRequest request = new LeaveGroupRequest().groupId(GROUP);
    for (String memberId : memberIds) {
      request.members().add(new MemberIdentity().memberId(memberId));
    }
    return leave(request);
  }

  LeaveGroupResponse leave(LeaveGroupRequest request) {
    Answer<LeaveGroupResponse> answer = new Answer<>();
    coordinator.leave(request, answer);
    return answer.get();
  }

  // ---- offsets

  static OffsetCommitRequest commitRequest(String memberId, int generation, long offset) {
    OffsetCommitRequestTopic topic = new OffsetCommitRequestTopic().name(TOPIC);
    topic
        .partitions()
        .add(
            new OffsetCommitRequestPartition()
                .partitionIndex(0)
                .committedOffset(offset)
                .committedLeaderEpoch(5)
                .committedMetadata("m"));
    OffsetCommitRequest request =
        new OffsetCommitRequest()
            .groupId(GROUP)
            .memberId(memberId)
            .generationIdOrMemberEpoch(generation);
    request.topics().add(topic);
    return request;
  }

  Answer<OffsetCommitResponse> commit(OffsetCommitRequest request) {
    Answer<OffsetCommitResponse> answer = new Answer<>();
    coordinator.commitOffsets(request, VERSION, answer);
    return answer;
  }

  /** Commits an offset of partition 0 and says what became of it. */
  ErrorCode commit(String memberId, int generation, long offset) {
    return ErrorCode.forIdOrNull(
        commit(commitRequest(memberId, generation, offset))
            .get()
            .topics()
            .getFirst()
            .partitions()
            .getFirst()
            .errorCode());
  }

  Answer<OffsetFetchResponseGroup> fetchAll() {
    Answer<OffsetFetchResponseGroup> answer = new Answer<>();
    coordinator.fetchOffsets(new OffsetFetchRequestGroup().groupId(GROUP).topics(null), answer);
    return answer;
  }

  /** The committed offset of partition 0, or -1. */
  long committedOffset() {
    return coordinator
        .ledger()
        .offsets()
        .get(GROUP, TOPIC, 0)
        .map(CommittedOffset::offset)
        .orElse(-1L);
  }

  // ---- what is seen

  ClassicGroup group() {
    return coordinator.group(GROUP).orElseThrow();
  }

  GroupState state() {
    return group().state();
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static void assertError(ErrorCode expected, short actual) {
    assertEquals(expected, ErrorCode.forIdOrNull(actual));
  }
}
