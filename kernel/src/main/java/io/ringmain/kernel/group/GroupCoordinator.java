package io.ringmain.kernel.group;

import static java.lang.System.Logger.Level.DEBUG;

import io.ringmain.kernel.coordinator.Coordinator;
import io.ringmain.kernel.coordinator.CoordinatorRuntime;
import io.ringmain.kernel.group.GroupRecords.Change;
import io.ringmain.kernel.group.GroupRecords.GroupDeleted;
import io.ringmain.kernel.group.GroupRecords.OffsetCommitted;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.DescribeGroupsResponse.DescribedGroup;
import io.ringmain.protocol.message.HeartbeatRequest;
import io.ringmain.protocol.message.JoinGroupRequest;
import io.ringmain.protocol.message.JoinGroupResponse;
import io.ringmain.protocol.message.LeaveGroupRequest;
import io.ringmain.protocol.message.LeaveGroupResponse;
import io.ringmain.protocol.message.ListGroupsResponse.ListedGroup;
import io.ringmain.protocol.message.OffsetCommitRequest;
import io.ringmain.protocol.message.OffsetCommitResponse;
import io.ringmain.protocol.message.OffsetDeleteRequest;
import io.ringmain.protocol.message.OffsetDeleteResponse;
import io.ringmain.protocol.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ringmain.protocol.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ringmain.protocol.message.SyncGroupRequest;
import io.ringmain.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The groups of one partition of {@code __consumer_offsets} that this broker leads. Everything is
 * called on the ring thread of that partition's shard, by the API handlers through {@link
 * GroupCoordinators} and by the {@link CoordinatorRuntime}.
 *
 * <p>Answers come by callback, on the same thread: at once, or when what they promise is committed,
 * or for a join and a sync when the whole group is ready. Each callback is called exactly once,
 * unless the runtime never completes a write. The byte fields of requests are kept, so they must be
 * {@link Bytes#copyOf copies} that nobody else touches.
 */
public final class GroupCoordinator implements Coordinator {

  private final GroupContext context;
  private final Rebalance rebalance;
  private final GroupJoin join;
  private final GroupSync sync;
  private final GroupMembership membership;
  private final GroupOffsets offsets;
  private final OffsetReads reads;
  private final GroupExpiry expiry;
  private final GroupListing listing;

  private boolean loaded;

  /**
   * @param random where member ids come from
   */
  public GroupCoordinator(CoordinatorRuntime runtime, GroupConfig config, RandomGenerator random) {
    context = new GroupContext(runtime, config, random);
    rebalance = new Rebalance(context);
    join = new GroupJoin(context, rebalance);
    sync = new GroupSync(context, rebalance);
    membership = new GroupMembership(context, rebalance);
    offsets = new GroupOffsets(context);
    reads = new OffsetReads(context);
    expiry = new GroupExpiry(context);
    listing = new GroupListing(context);
  }

  // ---- the log

  @Override
  public void replay(long offset, long timestampMs, ByteBuffer key, Optional<ByteBuffer> value) {
    Optional<Change> change = GroupRecords.decode(key, value);
    change.ifPresent(context.ledger()::replay);
    if (loaded) {
      change.ifPresent(this::follow);
    }
  }

  /** Keeps the groups as they are now in step with the ledger, as to which there are. */
  private void follow(Change change) {
    if (change instanceof OffsetCommitted committed) {
      context.groupOrNew(committed.group());
    } else if (change instanceof GroupDeleted deleted) {
      context.group(deleted.group()).ifPresent(context::drop);
    }
  }

  @Override
  public void onLoaded() {
    loaded = true;
    context.ledger().groups().forEach(this::revive);
    context.ledger().offsets().groups().forEach(context::groupOrNew);
    GroupLog.log(
        DEBUG,
        "*",
        () -> context.groups().size() + " loaded from partition " + context.runtime().partition());
    for (ClassicGroup group : List.copyOf(context.groups().values())) {
      if (group.size() > context.config().maxSize()) {
        rebalance.prepare(group, "the group is larger than is allowed now");
      }
    }
    expiry.start();
  }

  /** A stored group goes on where it was: its members have their session timeout to be heard of. */
  private void revive(String groupId, StoredGroup stored) {
    ClassicGroup group = new ClassicGroup(groupId, stored);
    context.groups().put(groupId, group);
    for (StoredGroup.StoredMember known : stored.members()) {
      Member member =
          new Member(
              known.id(),
              known.instanceId(),
              known.client(),
              stored.protocolType().orElse(""),
              context.session(() -> rebalance.sessionEnded(group, known.id())));
      member.describe(
          List.of(new Protocol(stored.protocol().orElse(""), known.subscription())),
          known.rebalanceTimeoutMs(),
          known.sessionTimeoutMs());
      member.assign(known.assignment());
      group.add(member);
      member.session().extend(known.sessionTimeoutMs());
    }
    group.noteSubscribedTopics();
  }

  @Override
  public void onUnloaded() {
    for (ClassicGroup group : List.copyOf(context.groups().values())) {
      for (Member member : List.copyOf(group.members())) {
        group.answerJoin(member, Responses.joinError(member.id(), ErrorCode.NOT_COORDINATOR));
        member.answerSync(Responses.syncError(ErrorCode.NOT_COORDINATOR));
      }
      context.drop(group);
    }
  }

  // ---- members

  /** Answers when the generation is complete, or at once with an error. */
  public void join(
      JoinGroupRequest request,
      GroupClient client,
      short version,
      Consumer<JoinGroupResponse> answer) {
    join.join(request, client, version, answer);
  }

  /** Answers when the assignment is stored, or at once with an error. */
  public void sync(SyncGroupRequest request, Consumer<SyncGroupResponse> answer) {
    sync.sync(request, answer);
  }

  /** NONE, or why the member has to join again. */
  public ErrorCode heartbeat(HeartbeatRequest request) {
    return membership.heartbeat(request);
  }

  /** Takes the request in the form of version 3 and later, with a list of members. */
  public void leave(LeaveGroupRequest request, Consumer<LeaveGroupResponse> answer) {
    membership.leave(request, answer);
  }

  // ---- offsets

  /** Answers when the offsets are committed. Topics carry their names, whatever the version. */
  public void commitOffsets(
      OffsetCommitRequest request, short version, Consumer<OffsetCommitResponse> answer) {
    offsets.commit(request, version, answer);
  }

  /** The offsets of a group; topics carry their names, or are null for all. */
  public void fetchOffsets(
      OffsetFetchRequestGroup request, Consumer<OffsetFetchResponseGroup> answer) {
    reads.fetch(request, answer);
  }

  public void deleteOffsets(OffsetDeleteRequest request, Consumer<OffsetDeleteResponse> answer) {
    offsets.delete(request, answer);
  }

  /** These topics are gone, and their offsets with them. */
  public void topicsDeleted(Collection<String> topics) {
    expiry.topicsDeleted(topics);
  }

  // ---- groups

  /** The groups in one of these states and of one of these types; none given means all. */
  public List<ListedGroup> list(Collection<String> states, Collection<String> types) {
    return listing.list(states, types);
  }

  public DescribedGroup describe(String groupId, short version) {
    return listing.describe(groupId, version);
  }

  /** Deletes an empty group and its offsets. */
  public void deleteGroup(String groupId, Consumer<ErrorCode> answer) {
    expiry.deleteGroup(groupId, answer);
  }

  /** What the log says; for tests. */
  GroupLedger ledger() {
    return context.ledger();
  }

  /** The group as it is now; for tests. */
  Optional<ClassicGroup> group(String groupId) {
    return context.group(groupId);
  }
}
