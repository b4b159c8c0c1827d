package io.ringmain.kernel.group;

import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A member of a group, with the requests it has parked here. On the coordinator's ring thread, and
 * changed through its {@link ClassicGroup} only.
 */
final class Member {

  /** What a member has before the leader gave it anything. */
  static final ByteBuffer NO_ASSIGNMENT = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final String id;
  private final Optional<String> instanceId;
  private final GroupClient client;
  private final String protocolType;
  private final Session session;

  private List<Protocol> protocols;
  private int rebalanceTimeoutMs;
  private int sessionTimeoutMs;
  private ByteBuffer assignment = NO_ASSIGNMENT;
  private Optional<Consumer<JoinGroupResponse>> parkedJoin = Optional.empty();
  private Optional<Consumer<SyncGroupResponse>> parkedSync = Optional.empty();
  private boolean isNew;

  Member(
      String id,
      Optional<String> instanceId,
      GroupClient client,
      String protocolType,
      Session session) {
    this.id = id;
    this.instanceId = instanceId;
    this.client = client;
    this.protocolType = protocolType;
    this.session = session;
    this.protocols = List.of();
  }

  String id() {
    return id;
  }

  /** The name that a static member keeps over restarts (group.instance.id). */
  Optional<String> instanceId() {
    return instanceId;
  }

  boolean isStatic() {
    return instanceId.isPresent();
  }

  GroupClient client() {
    return client;
  }

  String protocolType() {
    return protocolType;
  }

  int rebalanceTimeoutMs() {
    return rebalanceTimeoutMs;
  }

  int sessionTimeoutMs() {
    return sessionTimeoutMs;
  }

  /** In the order of the member's preference. */
  List<Protocol> protocols() {
    return protocols;
  }

  /** What the member tells the leader under that protocol; it must offer it. */
  ByteBuffer metadata(String protocolName) {
    for (Protocol protocol : protocols) {
      if (protocol.name().equals(protocolName)) {
        return protocol.metadataView();
      }
    }
    throw new IllegalStateException("member " + id + " does not offer " + protocolName);
  }

  /** The protocol this member likes best among those that all members offer. */
  String vote(Set<String> candidates) {
    for (Protocol protocol : protocols) {
      if (candidates.contains(protocol.name())) {
        return protocol.name();
      }
    }
    throw new IllegalStateException("member " + id + " offers none of " + candidates);
  }

  /** Each name once, as votes are counted. */
  Set<String> protocolNames() {
    return new HashSet<>(Protocol.names(protocols));
  }

  void describe(List<Protocol> protocols, int rebalanceTimeoutMs, int sessionTimeoutMs) {
    this.protocols = List.copyOf(protocols);
    this.rebalanceTimeoutMs = rebalanceTimeoutMs;
    this.sessionTimeoutMs = sessionTimeoutMs;
  }

  ByteBuffer assignment() {
    return assignment.duplicate();
  }

  void assign(ByteBuffer assignment) {
    this.assignment = assignment;
  }

  boolean awaitsJoin() {
    return parkedJoin.isPresent();
  }

  boolean awaitsSync() {
    return parkedSync.isPresent();
  }

  /**
   * Keeps a join until the generation is complete. One that was kept already is told to try again:
   * it came from a connection that its client has given up.
   */
  void parkJoin(Consumer<JoinGroupResponse> answer) {
    Optional<Consumer<JoinGroupResponse>> superseded = parkedJoin;
    parkedJoin = Optional.of(answer);
    superseded.ifPresent(
        earlier -> earlier.accept(Responses.joinError(id, ErrorCode.REBALANCE_IN_PROGRESS)));
  }

  /** Answers the parked join, if there is one. */
  boolean answerJoin(JoinGroupResponse response) {
    Optional<Consumer<JoinGroupResponse>> parked = parkedJoin;
    parkedJoin = Optional.empty();
    parked.ifPresent(answer -> answer.accept(response));
    return parked.isPresent();
  }

  /** Keeps a sync until the assignment is stored; see {@link #parkJoin}. */
  void parkSync(Consumer<SyncGroupResponse> answer) {
    Optional<Consumer<SyncGroupResponse>> superseded = parkedSync;
    parkedSync = Optional.of(answer);
    superseded.ifPresent(
        earlier -> earlier.accept(Responses.syncError(ErrorCode.REBALANCE_IN_PROGRESS)));
  }

  /** Answers the parked sync, if there is one. */
  boolean answerSync(SyncGroupResponse response) {
    Optional<Consumer<SyncGroupResponse>> parked = parkedSync;
    parkedSync = Optional.empty();
    parked.ifPresent(answer -> answer.accept(response));
    return parked.isPresent();
  }

  /** A new member has never completed a join, so nobody but its timer notices when it is gone. */
  void markNew(boolean isNew) {
    this.isNew = isNew;
  }

  /** Whether a parked request stands for the heartbeats that its client cannot send meanwhile. */
  boolean excusedFromHeartbeats() {
    return !isNew && (awaitsJoin() || awaitsSync());
  }

  Session session() {
    return session;
  }
}
