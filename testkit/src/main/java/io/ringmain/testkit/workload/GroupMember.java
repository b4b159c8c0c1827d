package io.ringmain.testkit.workload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FindCoordinatorRequest;
import io.ringmain.protocol.message.FindCoordinatorResponse;
import io.ringmain.protocol.message.HeartbeatRequest;
import io.ringmain.protocol.message.HeartbeatResponse;
import io.ringmain.protocol.message.JoinGroupRequest;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetCommitResponse;
import io.ringmain.protocol.message.OffsetFetchRequest;
import io.ringmain.protocol.message.OffsetFetchResponse;
import io.ringmain.protocol.message.SyncGroupRequest;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A member of a group by the classic protocol: joins, takes its assignment, learns what is
 * committed, and commits offsets that grow. It reads no records: groups are about who owns what.
 *
 * <pre>
 *   find ─▶ join ─▶ sync ─▶ owns: fetch offsets, heartbeat and commit now and then
 *    ▲        ▲                     │ rebalance, unknown member
 *    │        └─────────────────────┤
 *    └── not the coordinator, no answer ──┘
 * </pre>
 */
public final class GroupMember implements SimulatedClient {
  private static final short FIND_VERSION = 3;
  private static final short JOIN_VERSION = 5;
  private static final short SYNC_VERSION = 3;
  private static final short HEARTBEAT_VERSION = 3;
  private static final short COMMIT_VERSION = 8;
  private static final short FETCH_VERSION = 7;
  private static final int SESSION_TIMEOUT_MS = 6_000;
  private static final int REBALANCE_TIMEOUT_MS = 4_000;
  private static final int RETRY_MS = 200;
  private static final int HEARTBEAT_MS = 700;
  private static final int STEP = 10;
  private static final int ZOMBIE_CHANCE = 10;

  private final String name;
  private final String group;
  private final String topic;
  private final int partitions;
  private final ClusterClient client;
  private final History history;
  private final Map<Integer, Long> offsets = new TreeMap<>();
  private List<Integer> owned = List.of();
  private int coordinator = -1;
  private String memberId = "";
  private int generation = -1;
  private boolean stable;
  private boolean stopped;

  /**
   * @param topic whose partitions the group shares out among its members
   * @param partitions how many it has
   */
  public GroupMember(
      String name,
      String group,
      String topic,
      int partitions,
      ClusterClient client,
      History history) {
    this.name = name;
    this.group = group;
    this.topic = topic;
    this.partitions = partitions;
    this.client = client;
    this.history = history;
  }

  @Override
  public String name() {
    return name;
  }

  /** The group. */
  public String group() {
    return group;
  }

  /** What it owns, while it is a member of a stable generation. */
  public List<Integer> owned() {
    return stable ? owned : List.of();
  }

  /** The generation that it is a member of; −1 for none. */
  public int generation() {
    return stable ? generation : -1;
  }

  @Override
  public void start() {
    find();
  }

  private void find() {
    if (stopped) {
      return;
    }
    stable = false;
    client.ask(
        client.anyBroker(),
        new FindCoordinatorRequest().key(group),
        FIND_VERSION,
        FindCoordinatorResponse.class,
        (response, failure) -> {
          if (failure == null && response.errorCode() == 0) {
            coordinator = response.nodeId();
            join();
          } else {
            client.later(RETRY_MS, this::find);
          }
        });
  }

  private void join() {
    if (stopped) {
      return;
    }
    stable = false;
    client.ask(
        coordinator,
        new JoinGroupRequest()
            .groupId(group)
            .sessionTimeoutMs(SESSION_TIMEOUT_MS)
            .rebalanceTimeoutMs(REBALANCE_TIMEOUT_MS)
            .memberId(memberId)
            .protocolType("simulated")
            .protocols(
                List.of(
                    new JoinGroupRequest.JoinGroupRequestProtocol()
                        .name("range")
                        .metadata(ByteBuffer.wrap(topic.getBytes(US_ASCII))))),
        JOIN_VERSION,
        JoinGroupResponse.class,
        (response, failure) -> {
          ErrorCode error = failure == null ? Errors.of(response.errorCode()) : null;
          if (failure != null) {
            client.later(RETRY_MS, this::find);
          } else if (error == ErrorCode.NONE) {
            memberId = response.memberId();
            generation = response.generationId();
            sync(response);
          } else if (error == ErrorCode.MEMBER_ID_REQUIRED) {
            memberId = response.memberId();
            join();
          } else {
            recover(error);
          }
        });
  }

  private void recover(ErrorCode error) {
    stable = false;
    switch (error) {
      case UNKNOWN_MEMBER_ID -> {
        memberId = "";
        client.later(RETRY_MS, this::join);
      }
      case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION -> join();
      default -> client.later(RETRY_MS, this::find);
    }
  }

  private void sync(JoinGroupResponse joined) {
    List<SyncGroupRequest.SyncGroupRequestAssignment> assignments = new ArrayList<>();
    int members = joined.members().size();
    for (int i = 0; i < members; i++) {
      byte[] share = new byte[(partitions - i + members - 1) / members];
      for (int j = 0; j < share.length; j++) {
        share[j] = (byte) (i + j * members);
      }
      assignments.add(
          new SyncGroupRequest.SyncGroupRequestAssignment()
              .memberId(joined.members().get(i).memberId())
              .assignment(ByteBuffer.wrap(share)));
    }
    client.ask(
        coordinator,
        new SyncGroupRequest()
            .groupId(group)
            .generationId(generation)
            .memberId(memberId)
            .assignments(assignments),
        SYNC_VERSION,
        SyncGroupResponse.class,
        (response, failure) -> {
          if (failure != null) {
            client.later(RETRY_MS, this::find);
          } else if (response.errorCode() != 0) {
            recover(Errors.of(response.errorCode()));
          } else {
            own(response.assignment());
          }
        });
  }

  private void own(ByteBuffer assignment) {
    owned = partitions(assignment);
    offsets.clear();
    stable = true;
    history.onAssigned(group, memberId, generation, List.copyOf(owned));
    fetchOffsets();
    client.later(HEARTBEAT_MS, this::beat);
  }

  /** The partitions of an assignment of this protocol: a byte for each. */
  public static List<Integer> partitions(ByteBuffer assignment) {
    ByteBuffer bytes = assignment.duplicate();
    List<Integer> given = new ArrayList<>();
    while (bytes.hasRemaining()) {
      given.add((int) bytes.get());
    }
    return given;
  }

  private void fetchOffsets() {
    long askedNs = client.nowNs();
    int asking = generation;
    int asked = coordinator;
    client.ask(
        coordinator,
        new OffsetFetchRequest()
            .groupId(group)
            .topics(
                List.of(
                    new OffsetFetchRequest.OffsetFetchRequestTopic()
                        .name(topic)
                        .partitionIndexes(owned))),
        FETCH_VERSION,
        OffsetFetchResponse.class,
        (response, failure) -> {
          if (!stable || generation != asking) {
            return;
          }
          if (failure != null || response.errorCode() != 0) {
            client.later(RETRY_MS, this::find);
            return;
          }
          response
              .topics()
              .forEach(one ->
                  one.partitions()
                      .forEach(answer -> {
                        if (answer.errorCode() == 0) {
                          history.onCommittedTold(
                              group,
                              asked,
                              answer.partitionIndex(),
                              answer.committedOffset(),
                              askedNs);
                          offsets.put(
                              answer.partitionIndex(), Math.max(0, answer.committedOffset()));
                        }
                      }));
        });
  }

  private void beat() {
    if (stopped || !stable) {
      return;
    }
    int beating = generation;
    client.ask(
        coordinator,
        new HeartbeatRequest().groupId(group).generationId(generation).memberId(memberId),
        HEARTBEAT_VERSION,
        HeartbeatResponse.class,
        (response, failure) -> {
          if (!stable || generation != beating) {
            return;
          }
          if (failure != null) {
            client.later(RETRY_MS, this::find);
          } else if (response.errorCode() != 0) {
            recover(Errors.of(response.errorCode()));
          } else {
            if (!offsets.isEmpty() && client.random().nextInt(3) > 0) {
              commit();
            }
            client.later(HEARTBEAT_MS, this::beat);
          }
        });
  }

  private void commit() {
    List<Integer> known = new ArrayList<>(offsets.keySet());
    int partition = known.get(client.random().nextInt(known.size()));
    long offset = offsets.get(partition) + 1 + client.random().nextInt(STEP);
    boolean zombie = client.random().nextInt(ZOMBIE_CHANCE) == 0;
    if (!zombie) {
      offsets.put(partition, offset);
    }
    // Now and then as somebody who has not heard of the latest generation would.
    int committing = zombie ? Math.max(0, generation - 1) : generation;
    HistoryListener.CommittedOffset commit =
        new HistoryListener.CommittedOffset(
            group, memberId, committing, partition, offset, client.nowNs());
    client.ask(
        coordinator,
        new OffsetCommitRequest()
            .groupId(group)
            .generationIdOrMemberEpoch(committing)
            .memberId(memberId)
            .topics(
                List.of(
                    new OffsetCommitRequest.OffsetCommitRequestTopic()
                        .name(topic)
                        .partitions(
                            List.of(
                                new OffsetCommitRequest.OffsetCommitRequestPartition()
                                    .partitionIndex(partition)
                                    .committedOffset(offset))))),
        COMMIT_VERSION,
        OffsetCommitResponse.class,
        (response, failure) -> {
          if (failure == null) {
            short error = response.topics().getFirst().partitions().getFirst().errorCode();
            history.onCommitAnswered(commit, Errors.of(error));
          }
        });
  }

  @Override
  public void finish() {
    stopped = true;
  }

  @Override
  public boolean isFinished() {
    return stopped || (stable && !offsets.isEmpty()) || (stable && owned.isEmpty());
  }

  @Override
  public String waitsFor() {
    return name + " for its share of " + group + ", generation " + generation + ", " + stable;
  }
}
