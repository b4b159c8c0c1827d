package io.ringmain.kernel.group;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.HeartbeatRequest;
import io.ringmain.protocol.message.JoinGroupRequest;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.LeaveGroupRequest;
import io.ringmain.protocol.message.LeaveGroupRequest.MemberIdentity;
import io.ringmain.protocol.message.SyncGroupRequest;
import io.ringmain.protocol.message.SyncGroupRequest.SyncGroupRequestAssignment;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A client as Kafka's consumer behaves towards its coordinator, one step at a time, so that a test
 * can put anything in between.
 *
 * <pre>
 *   DOWN ─▶ UNJOINED ─▶ JOINING ─▶ JOINED ─▶ SYNCING ─▶ STABLE ─▶ heartbeats
 *              ▲           │          │          │         │
 *              └───────────┴── errors, rebalances ─────────┘
 * </pre>
 *
 * <p>A leader gives the partitions out in turn. An assignment says which generation it is for.
 */
final class SimulatedConsumer {

  /** How many partitions the topic has that all consumers subscribe to. */
  static final int PARTITIONS = 5;

  enum Phase {
    DOWN,
    UNJOINED,
    JOINING,
    JOINED,
    SYNCING,
    STABLE
  }

  /** What a member was assigned, as it came back. */
  record Assignment(int generation, TreeSet<Integer> partitions) {

    ByteBuffer encode() {
      ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * partitions.size()).putInt(generation);
      partitions.forEach(bytes::putInt);
      return bytes.flip();
    }

    static Assignment decode(ByteBuffer bytes) {
      ByteBuffer in = bytes.duplicate();
      Assignment assignment = new Assignment(in.getInt(), new TreeSet<>());
      while (in.hasRemaining()) {
        assignment.partitions.add(in.getInt());
      }
      return assignment;
    }
  }

  private final Optional<String> instanceId;
  private final short version;

  private Phase phase = Phase.DOWN;
  private String memberId = "";
  private int generation = -1;
  private JoinGroupResponse joined = new JoinGroupResponse();
  private Optional<Assignment> assignment = Optional.empty();

  /** Answers to requests of an earlier life, or connection, are nobody's. */
  private int life;

  SimulatedConsumer(Optional<String> instanceId, short version) {
    this.instanceId = instanceId;
    this.version = version;
  }

  Phase phase() {
    return phase;
  }

  String memberId() {
    return memberId;
  }

  int generation() {
    return generation;
  }

  boolean isStatic() {
    return instanceId.isPresent();
  }

  /** What it consumes, from its sync on until it gives it up. */
  Optional<Assignment> assignment() {
    return assignment;
  }

  /** Starts, with nothing known of an earlier life. */
  void start() {
    life++;
    phase = Phase.UNJOINED;
    memberId = "";
    generation = -1;
    assignment = Optional.empty();
  }

  /** Is gone without a word. */
  void crash() {
    life++;
    phase = Phase.DOWN;
    assignment = Optional.empty();
  }

  /** The connection is lost: what was asked for is asked for again. */
  void reconnect() {
    life++;
    if (phase == Phase.JOINING) {
      phase = Phase.UNJOINED;
    } else if (phase == Phase.SYNCING) {
      phase = Phase.JOINED;
    }
  }

  void leave(GroupCoordinator coordinator) {
    if (phase != Phase.DOWN && !memberId.isEmpty()) {
      LeaveGroupRequest request = new LeaveGroupRequest().groupId(GroupFixture.GROUP);
      request
          .members()
          .add(new MemberIdentity().memberId(memberId).groupInstanceId(instanceId.orElse(null)));
      coordinator.leave(request, response -> {});
    }
    crash();
  }

  /** Does what a client does next. */
  void step(GroupCoordinator coordinator) {
    switch (phase) {
      case UNJOINED -> join(coordinator);
      case JOINED -> sync(coordinator);
      case STABLE -> heartbeat(coordinator);
      case DOWN, JOINING, SYNCING -> {}
    }
  }

  private void join(GroupCoordinator coordinator) {
    phase = Phase.JOINING;
    int askedIn = life;
    JoinGroupRequest request =
        GroupFixture.joinRequest(memberId).groupInstanceId(instanceId.orElse(null));
    coordinator.join(
        request,
        GroupFixture.CLIENT,
        version,
        response -> {
          if (askedIn == life) {
            onJoined(response);
          }
        });
  }

  private void onJoined(JoinGroupResponse response) {
    switch (ErrorCode.forIdOrNull(response.errorCode())) {
      case NONE -> {
        joined = response;
        memberId = response.memberId();
        generation = response.generationId();
        phase = Phase.JOINED;
      }
      case MEMBER_ID_REQUIRED -> {
        memberId = response.memberId();
        phase = Phase.UNJOINED;
      }
      default -> onError(ErrorCode.forIdOrNull(response.errorCode()));
    }
  }

  private void sync(GroupCoordinator coordinator) {
    phase = Phase.SYNCING;
    int askedIn = life;
    SyncGroupRequest request =
        new SyncGroupRequest()
            .groupId(GroupFixture.GROUP)
            .memberId(memberId)
            .groupInstanceId(instanceId.orElse(null))
            .generationId(generation)
            .protocolType("consumer")
            .protocolName("range");
    if (!joined.skipAssignment()) {
      List<String> members = joined.members().stream().map(member -> member.memberId()).toList();
      for (int i = 0; i < members.size(); i++) {
        TreeSet<Integer> partitions = new TreeSet<>();
        for (int partition = i; partition < PARTITIONS; partition += members.size()) {
          partitions.add(partition);
        }
        request
            .assignments()
            .add(
                new SyncGroupRequestAssignment()
                    .memberId(members.get(i))
                    .assignment(new Assignment(generation, partitions).encode()));
      }
    }
    coordinator.sync(
        request,
        response -> {
          if (askedIn == life) {
            onSynced(response);
          }
        });
  }

  private void onSynced(SyncGroupResponse response) {
    ErrorCode error = ErrorCode.forIdOrNull(response.errorCode());
    if (error == ErrorCode.NONE) {
      assignment = Optional.of(Assignment.decode(response.assignment()));
      phase = Phase.STABLE;
    } else {
      onError(error);
    }
  }

  private void heartbeat(GroupCoordinator coordinator) {
    ErrorCode error =
        coordinator.heartbeat(
            new HeartbeatRequest()
                .groupId(GroupFixture.GROUP)
                .memberId(memberId)
                .groupInstanceId(instanceId.orElse(null))
                .generationId(generation));
    if (error != ErrorCode.NONE) {
      onError(error);
    }
  }

  /** Gives up what it has and joins again, as the member it was or as a new one. */
  private void onError(ErrorCode error) {
    phase = Phase.UNJOINED;
    assignment = Optional.empty();
    switch (error) {
      case UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION -> memberId = "";
      case FENCED_INSTANCE_ID -> crash();
      case REBALANCE_IN_PROGRESS, NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> {}
      default -> throw new AssertionError("no consumer expects " + error);
    }
  }
}
