package io.ringmain.kernel.group;

import io.ringmain.kernel.env.Timer;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.JoinGroupResponse;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One group as the coordinator sees it now: its state (the picture is at {@link GroupState}), its
 * members with the requests they have parked, and whom it waits for. On the coordinator's ring
 * thread.
 *
 * <p>It knows the rules of a generation, not when to begin one: that is {@link Rebalance}. Nothing
 * here is durable; {@link StoredGroup} is what gets written.
 *
 * <pre>
 *   pending ──join with its id──▶ member ──join──▶ awaits join ──generation──▶ pending sync ──sync──▶
 *   (was told its id,                                 (leader and followers)      awaits sync, assigned
 *    has not come back)
 * </pre>
 */
final class ClassicGroup {

  private final String id;

  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Map<String, String> memberIdByInstance = new LinkedHashMap<>();
  private final Map<String, Session> pendingJoins = new LinkedHashMap<>();
  private final Set<String> pendingSyncs = new LinkedHashSet<>();
  private final ProtocolVotes votes = new ProtocolVotes();

  private GroupState state = GroupState.EMPTY;
  private GroupState previousState = GroupState.DEAD;
  private long stateTimestampMs;
  private Optional<String> protocolType = Optional.empty();
  private Optional<String> protocol = Optional.empty();
  private Optional<String> leader = Optional.empty();
  private Optional<Set<String>> subscribedTopics = Optional.empty();
  private int generation;
  private int parkedJoins;
  private boolean memberAddedInDelay;
  private Optional<Timer.Timeout> joinTimer = Optional.empty();
  private Optional<Timer.Timeout> syncTimer = Optional.empty();

  /** An empty group that nobody has joined yet. */
  ClassicGroup(String id, long stateTimestampMs) {
    this.id = id;
    this.stateTimestampMs = stateTimestampMs;
  }

  /** The group as it was stored; its members are added next. */
  ClassicGroup(String id, StoredGroup stored) {
    this(id, stored.stateTimestampMs());
    state = stored.members().isEmpty() ? GroupState.EMPTY : GroupState.STABLE;
    protocolType = stored.protocolType();
    protocol = stored.protocol();
    leader = stored.leader();
    generation = stored.generation();
  }

  // ---- what it is

  String id() {
    return id;
  }

  GroupState state() {
    return state;
  }

  boolean isIn(GroupState wanted) {
    return state == wanted;
  }

  /** Whether the rebalance under way is the first since the group was empty. */
  boolean inInitialRebalance() {
    return state == GroupState.PREPARING_REBALANCE && previousState == GroupState.EMPTY;
  }

  int generation() {
    return generation;
  }

  Optional<String> protocolType() {
    return protocolType;
  }

  Optional<String> protocol() {
    return protocol;
  }

  Optional<String> leader() {
    return leader;
  }

  boolean isLeader(String memberId) {
    return leader.isPresent() && leader.get().equals(memberId);
  }

  long stateTimestampMs() {
    return stateTimestampMs;
  }

  boolean isOfConsumers() {
    return protocolType.isPresent() && protocolType.get().equals("consumer");
  }

  /**
   * Whether the topic is subscribed; consumers whose subscription is unknown may have any topic.
   */
  boolean subscribesTo(String topic) {
    return subscribedTopics.map(topics -> topics.contains(topic)).orElse(isOfConsumers());
  }

  boolean subscriptionIsKnown() {
    return subscribedTopics.isPresent();
  }

  void transitionTo(GroupState next, long nowMs) {
    if (!state.leadsTo(next)) {
      throw new IllegalStateException("group " + id + " cannot go from " + state + " to " + next);
    }
    previousState = state;
    state = next;
    stateTimestampMs = nowMs;
  }

  // ---- members

  Collection<Member> members() {
    return Collections.unmodifiableCollection(members.values());
  }

  int size() {
    return members.size();
  }

  boolean has(String memberId) {
    return members.containsKey(memberId);
  }

  /** The member of that id; it must be in the group. */
  Member member(String memberId) {
    Member member = members.get(memberId);
    if (member == null) {
      throw new IllegalStateException("group " + id + " has no member " + memberId);
    }
    return member;
  }

  /** The id of the static member that goes by this name. */
  Optional<String> memberOfInstance(String instanceId) {
    return Optional.ofNullable(memberIdByInstance.get(instanceId));
  }

  /** Takes a member in. The first one becomes leader and sets the type of the group. */
  void add(Member member) {
    member.instanceId().ifPresent(name -> memberIdByInstance.put(name, member.id()));
    if (members.isEmpty()) {
      protocolType = Optional.of(member.protocolType());
    }
    if (leader.isEmpty()) {
      leader = Optional.of(member.id());
    }
    members.put(member.id(), member);
    votes.add(member);
    dropPendingJoin(member.id());
  }

  /** Lets a member go, or a pending one. Its parked requests must have been answered. */
  void remove(String memberId) {
    Member removed = members.remove(memberId);
    if (removed != null) {
      removed.session().cancel();
      votes.remove(removed);
      if (removed.awaitsJoin()) {
        parkedJoins--;
      }
      removed.instanceId().ifPresent(memberIdByInstance::remove);
    }
    if (isLeader(memberId)) {
      leader = members.keySet().stream().findFirst();
    }
    dropPendingJoin(memberId);
    pendingSyncs.remove(memberId);
  }

  /** Changes what a member offers, and its timeouts. */
  void update(
      Member member, List<Protocol> protocols, int rebalanceTimeoutMs, int sessionTimeoutMs) {
    votes.remove(member);
    member.describe(protocols, rebalanceTimeoutMs, sessionTimeoutMs);
    votes.add(member);
  }

  /** Gives a static member's place, with its assignment, to one that came back under a new id. */
  void replace(Member old, Member successor) {
    answerJoin(old, Responses.joinError(old.id(), ErrorCode.FENCED_INSTANCE_ID));
    old.answerSync(Responses.syncError(ErrorCode.FENCED_INSTANCE_ID));
    old.session().cancel();
    members.remove(old.id());
    members.put(successor.id(), successor);
    successor.assign(old.assignment());
    successor.instanceId().ifPresent(name -> memberIdByInstance.put(name, successor.id()));
    if (isLeader(old.id())) {
      leader = Optional.of(successor.id());
    }
  }

  /** Whether a request may speak for that member: NONE, or why not. */
  ErrorCode check(String memberId, Optional<String> instanceId) {
    if (instanceId.isPresent()) {
      Optional<String> current = memberOfInstance(instanceId.get());
      if (current.isEmpty()) {
        return ErrorCode.UNKNOWN_MEMBER_ID;
      }
      if (!current.get().equals(memberId)) {
        return ErrorCode.FENCED_INSTANCE_ID;
      }
    }
    return has(memberId) ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
  }

  int rebalanceTimeoutMs() {
    int longest = 0;
    for (Member member : members.values()) {
      longest = Math.max(longest, member.rebalanceTimeoutMs());
    }
    return longest;
  }

  // ---- whom it waits for

  void addPendingJoin(String memberId, Session session) {
    pendingJoins.put(memberId, session);
  }

  boolean isPendingJoin(String memberId) {
    return pendingJoins.containsKey(memberId);
  }

  private void dropPendingJoin(String memberId) {
    Session session = pendingJoins.remove(memberId);
    if (session != null) {
      session.cancel();
    }
  }

  void parkJoin(Member member, Consumer<JoinGroupResponse> answer) {
    if (!member.awaitsJoin()) {
      parkedJoins++;
    }
    member.parkJoin(answer);
  }

  boolean answerJoin(Member member, JoinGroupResponse response) {
    boolean answered = member.answerJoin(response);
    if (answered) {
      parkedJoins--;
    }
    return answered;
  }

  int parkedJoins() {
    return parkedJoins;
  }

  boolean allJoined() {
    return members.size() == parkedJoins && pendingJoins.isEmpty();
  }

  List<Member> notJoined() {
    return members.values().stream().filter(member -> !member.awaitsJoin()).toList();
  }

  Set<String> pendingSyncs() {
    return pendingSyncs;
  }

  /** In the delay before a first generation each newcomer may prolong it once. */
  void markMemberAddedInDelay() {
    memberAddedInDelay = true;
  }

  boolean takeMemberAddedInDelay() {
    boolean added = memberAddedInDelay;
    memberAddedInDelay = false;
    return added;
  }

  /** The one timer of the join phase; a new one takes the place of the old. */
  void joinTimer(Optional<Timer.Timeout> timer) {
    joinTimer.ifPresent(Timer.Timeout::cancel);
    joinTimer = timer;
  }

  /** The one timer of the sync phase. */
  void syncTimer(Optional<Timer.Timeout> timer) {
    syncTimer.ifPresent(Timer.Timeout::cancel);
    syncTimer = timer;
  }

  /** Nothing will happen to this group by itself any more. */
  void cancelTimers() {
    joinTimer(Optional.empty());
    syncTimer(Optional.empty());
    members.values().forEach(member -> member.session().cancel());
    pendingJoins.values().forEach(Session::cancel);
  }

  // ---- generations

  /** Whether somebody who offers these protocols can be a member. */
  boolean supports(String type, List<Protocol> protocols) {
    if (state == GroupState.EMPTY) {
      return !type.isEmpty() && !protocols.isEmpty();
    }
    return protocolType.isPresent()
        && protocolType.get().equals(type)
        && votes.offeredByAll(protocols, size());
  }

  /** The protocol of the next generation, if it began now. */
  String selectProtocol() {
    return votes.elect(members.values());
  }

  /** Whether a leader is in place who has joined; if the old one has not, another takes over. */
  boolean electLeader() {
    if (leader.isEmpty()) {
      return false;
    }
    if (member(leader.get()).awaitsJoin()) {
      return true;
    }
    Optional<String> joined =
        members.values().stream().filter(Member::awaitsJoin).map(Member::id).findFirst();
    if (joined.isPresent()) {
      leader = joined;
    }
    return joined.isPresent();
  }

  /** Everybody is here: the next generation, which is empty if nobody is. */
  void beginGeneration(long nowMs) {
    generation++;
    protocol = members.isEmpty() ? Optional.empty() : Optional.of(selectProtocol());
    transitionTo(members.isEmpty() ? GroupState.EMPTY : GroupState.COMPLETING_REBALANCE, nowMs);
    noteSubscribedTopics();
    pendingSyncs.clear();
  }

  /** Works out the topics that consumers subscribe to in this generation. */
  void noteSubscribedTopics() {
    subscribedTopics =
        isOfConsumers() ? SubscribedTopics.of(members.values(), protocol) : Optional.empty();
  }

  /** The assignments in force, by member. */
  Map<String, ByteBuffer> assignments() {
    Map<String, ByteBuffer> assignments = new LinkedHashMap<>();
    members.values().forEach(member -> assignments.put(member.id(), member.assignment()));
    return assignments;
  }
}
