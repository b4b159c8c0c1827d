package io.ringmain.kernel.partition;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The replicas of a partition as its leader sees them: who is in sync, how far each has come, and
 * which change of the in-sync replicas the controller has been asked for.
 *
 * <pre>
 *                    follower has caught up, or lags
 *   decided ─────────────────────────────────────────▶ decided, proposed
 *      ▲                                                   │
 *      └───── the controller has decided, or refuses ──────┘
 * </pre>
 *
 * <p>The high watermark waits for the decided and the proposed ones, whatever becomes of the
 * proposal; {@code min.insync.replicas} counts the decided ones only (KIP-497). Ring thread, but
 * for what says otherwise.
 */
final class InSyncReplicas {
  private static final long MS_TO_NS = 1_000_000;

  private final ReplicaSetting setting;
  private volatile Map<Integer, FollowerProgress> followers = Map.of();
  private volatile LeaderRole role;
  private Optional<List<Integer>> proposed = Optional.empty();
  private volatile long epochStartOffset;

  /** Before it the controller is not asked again, since it has just refused. */
  private long askAgainNs;

  private boolean refused;

  InSyncReplicas(ReplicaSetting setting) {
    this.setting = setting;
    this.role = new LeaderRole(-1, -1, List.of(), List.of());
  }

  /** Any thread. What is known of a follower, or null if it is none. */
  FollowerProgress follower(int brokerId) {
    return followers.get(brokerId);
  }

  /**
   * Takes what the controller has decided. In a new leader epoch everything that was known of
   * followers is forgotten.
   *
   * @param logEndOffset where a new leader epoch begins
   */
  void decided(LeaderRole now, long logEndOffset) {
    boolean elected = now.leaderEpoch() != role.leaderEpoch();
    if (!elected && now.partitionEpoch() <= role.partitionEpoch()) {
      return; // Known already, from the controller's answer.
    }
    if (elected) {
      epochStartOffset = logEndOffset;
    }
    long nowNs = setting.clock().monotonicNs();
    Map<Integer, FollowerProgress> known = new TreeMap<>();
    for (int replica : now.replicas()) {
      if (replica != setting.brokerId()) {
        FollowerProgress before = elected ? null : followers.get(replica);
        known.put(
            replica,
            before != null
                ? before
                : new FollowerProgress(replica, now.isr().contains(replica), nowNs));
      }
    }
    followers = known;
    role = now;
    proposed = Optional.empty();
    refused = false;
  }

  /** Any thread. */
  Collection<FollowerProgress> followers() {
    return followers.values();
  }

  /** Whether consumers may be waiting at followers. */
  boolean followersServe() {
    return setting.followersServe() && !followers.isEmpty();
  }

  /** Any thread. Where the leader epoch began. */
  long epochStartOffset() {
    return epochStartOffset;
  }

  /** Any thread. Takes in a fetch; whether the ring has to look at it. */
  boolean fetched(
      FollowerProgress follower, long offset, long startOffset, long end, long brokerEpoch) {
    return follower.fetched(offset, startOffset, end, brokerEpoch, setting.clock().monotonicNs());
  }

  /** Any thread. Whether a replica is not in sync. */
  boolean isOutside(int brokerId) {
    return !role.isr().contains(brokerId);
  }

  /** This broker does not lead any longer. */
  void forget() {
    followers = Map.of();
    role = new LeaderRole(-1, -1, List.of(), List.of());
    proposed = Optional.empty();
    refused = false;
  }

  /** The controller has not done what it was asked for, and is asked again a little later. */
  void refused(long pauseMs) {
    proposed = Optional.empty();
    refused = true;
    askAgainNs = setting.clock().monotonicNs() + pauseMs * MS_TO_NS;
  }

  LeaderRole role() {
    return role;
  }

  /** How many are in sync by the controller's word. */
  int size() {
    return role.isr().size();
  }

  /** Whether this broker is the only replica, and so has nobody to wait for. */
  boolean alone() {
    return role.replicas().size() <= 1 && size() <= 1;
  }

  /** How many must be in sync: no more than there are replicas. */
  int leastInSync(int minInsyncReplicas) {
    return Math.min(minInsyncReplicas, Math.max(1, role.replicas().size()));
  }

  /**
   * Up to where all have it that count.
   *
   * @param own what of this broker's log counts
   */
  long replicatedOffset(long own) {
    long replicated = own;
    if (followers.isEmpty()) {
      return replicated;
    }
    long nowNs = -1;
    for (FollowerProgress follower : followers.values()) {
      if (follower.logEndOffset() < replicated) {
        if (nowNs == -1) {
          nowNs = setting.clock().monotonicNs();
        }
        if (counts(follower.brokerId()) || isAboutToJoin(follower, nowNs)) {
          replicated = follower.logEndOffset();
        }
      }
    }
    return replicated;
  }

  private boolean counts(int brokerId) {
    return role.isr().contains(brokerId)
        || (proposed.isPresent() && proposed.get().contains(brokerId));
  }

  /** Under load a follower would else never reach a high watermark that does not wait for it. */
  private boolean isAboutToJoin(FollowerProgress follower, long nowNs) {
    return follower.caughtUpWithin(setting.maxLagMs() * MS_TO_NS, nowNs)
        && setting.changes().mayJoin(follower.brokerId(), follower.brokerEpoch());
  }

  /** Asks for a follower to be in sync that has everything committed, and of this leader epoch. */
  void grow(Partition partition, FollowerProgress follower) {
    int id = follower.brokerId();
    if (follower.logEndOffset() >= Math.max(partition.highWatermark(), epochStartOffset)
        && !role.isr().contains(id)
        && role.replicas().contains(id)
        && mayAsk()
        && setting.changes().mayJoin(id, follower.brokerEpoch())) {
      List<Integer> larger = new ArrayList<>(role.isr());
      larger.add(id);
      propose(partition, larger);
    }
  }

  /** Asks for followers to leave that have been behind for too long. */
  void shrink(Partition partition) {
    if (!mayAsk()) {
      return;
    }
    long nowNs = setting.clock().monotonicNs();
    List<Integer> left = new ArrayList<>();
    for (int id : role.isr()) {
      FollowerProgress follower = followers.get(id);
      if (follower == null
          || follower.logEndOffset() == partition.logEndOffset()
          || follower.caughtUpWithin(setting.maxLagMs() * MS_TO_NS, nowNs)) {
        left.add(id);
      }
    }
    if (left.size() < size()) {
      propose(partition, left);
    }
  }

  private boolean mayAsk() {
    return proposed.isEmpty() && !(refused && setting.clock().monotonicNs() - askAgainNs < 0);
  }

  private void propose(Partition partition, List<Integer> wanted) {
    proposed = Optional.of(List.copyOf(wanted));
    List<InSyncChanges.Member> members = new ArrayList<>();
    for (int id : wanted) {
      FollowerProgress follower = followers.get(id);
      members.add(new InSyncChanges.Member(id, follower == null ? -1 : follower.brokerEpoch()));
    }
    setting.changes().propose(partition, role, members);
  }

  /** The smallest log start offset of all replicas, for who deletes records. */
  long lowestStartOffset(long own) {
    long lowest = own;
    for (FollowerProgress follower : followers.values()) {
      lowest = Math.min(lowest, follower.logStartOffset());
    }
    return lowest;
  }
}
