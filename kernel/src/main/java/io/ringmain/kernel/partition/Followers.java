package io.ringmain.kernel.partition;

import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The other replicas of a partition as its leader sees them: how far each has come, who is in sync,
 * and which change of the in-sync replicas the controller has been asked for.
 *
 * <pre>
 *                    follower has caught up, or lags
 *   decided ─────────────────────────────────────────▶ decided, proposed ◀──┐
 *      ▲                                                   │       │        │ asks the same again
 *      └───── the controller has decided, or refuses ──────┘       └────────┘
 *                                                             outcome unknown
 * </pre>
 *
 * <p>The high watermark waits for the decided and the proposed ones, whatever becomes of the
 * proposal; {@code min.insync.replicas} counts the decided ones only (KIP-497). Ring thread, but
 * for what says otherwise.
 */
public final class Followers {
  private static final long MS_TO_NS = 1_000_000;

  private final Partition partition;
  private final ReplicaSetting setting;
  private final LowWatermarkWaiters lowWatermarkWaiters = new LowWatermarkWaiters();
  private volatile Map<Integer, FollowerProgress> progress = Map.of();
  private volatile LeaderRole role;
  private Optional<List<Integer>> proposed = Optional.empty();
  private volatile long epochStartOffset;

  /** Before it the controller is not asked again, since it has just refused. */
  private long askAgainNs;

  private boolean refused;

  /** Whether the proposal has to be made again, since nobody knows what became of it. */
  private boolean unsure;

  Followers(Partition partition, ReplicaSetting setting) {
    this.partition = partition;
    this.setting = setting;
    this.role = new LeaderRole(-1, -1, List.of(), List.of());
  }

  /**
   * Any thread. Notes that a follower has fetched from an offset on, and so has all below it.
   *
   * @param startOffset where its log starts
   * @param brokerEpoch of the registration in which it fetches, or −1
   * @return whether {@link #moved} is to be called on the ring
   */
  public boolean fetched(int brokerId, long offset, long startOffset, long brokerEpoch) {
    FollowerProgress follower = progress.get(brokerId);
    return follower != null
        && (follower.fetched(
                offset,
                startOffset,
                partition.logEndOffset(),
                brokerEpoch,
                setting.clock().monotonicNs())
            || !role.isr().contains(brokerId));
  }

  /** Any thread. Whether a follower has to do without records for now, to leave others theirs. */
  public boolean mustWait(int brokerId) {
    return isThrottled() && !role.isr().contains(brokerId) && setting.leaderQuota().isExceeded();
  }

  /** Any thread. Notes what a follower was sent. */
  public void sent(long bytes) {
    if (bytes > 0 && isThrottled()) {
      setting.leaderQuota().record(bytes);
    }
  }

  private boolean isThrottled() {
    return partition
        .config()
        .throttledLeaders()
        .contains(partition.id().partition(), setting.brokerId());
  }

  /** Any thread. Whether a broker is assigned a replica of this partition, which is led here. */
  public boolean has(int brokerId) {
    return progress.containsKey(brokerId);
  }

  /** Any thread. Whether there are replicas, of a partition led here, that are not in sync. */
  public boolean isSomeoneOutside() {
    return inSyncCount() < role.replicas().size();
  }

  /** Any thread. How far each has come. */
  public Collection<FollowerProgress> all() {
    return progress.values();
  }

  /** Ring thread. A follower has come further: perhaps it is in sync now. Steps 6 and 7 follow. */
  public void moved(int brokerId) {
    FollowerProgress follower = progress.get(brokerId);
    if (follower != null) {
      grow(follower);
      lowWatermarkWaiters.tell(lowWatermark());
    }
  }

  /** Ring thread. What the controller has decided on a proposal; steps 6 and 7 follow. */
  public void decided(int leaderEpoch, int partitionEpoch, List<Integer> isr) {
    if (leaderEpoch == role.leaderEpoch()) {
      decided(new LeaderRole(leaderEpoch, partitionEpoch, role.replicas(), isr, role.lost()));
    }
  }

  /**
   * Ring thread. A proposal was refused, and can have changed nothing: the controller may be asked
   * for another a little later.
   *
   * @param asked the role in which it was made
   */
  public void refused(LeaderRole asked, long pauseMs) {
    if (isStill(asked)) {
      proposed = Optional.empty();
      refused = true;
      askAgainNs = setting.clock().monotonicNs() + pauseMs * MS_TO_NS;
    }
  }

  /**
   * Ring thread. What became of a proposal is unknown, or only that this broker does not know the
   * latest: those proposed count until it hears of that, and the controller is asked again a little
   * later.
   *
   * @param asked the role in which it was made
   */
  public void unsure(LeaderRole asked, long pauseMs) {
    if (isStill(asked) && proposed.isPresent()) {
      unsure = true;
      askAgainNs = setting.clock().monotonicNs() + pauseMs * MS_TO_NS;
    }
  }

  private boolean isStill(LeaderRole asked) {
    return asked.leaderEpoch() == role.leaderEpoch()
        && asked.partitionEpoch() == role.partitionEpoch();
  }

  /**
   * Ring thread. Has somebody told when no replica that is alive has records below an offset.
   *
   * @param told NONE, or why that cannot be known here any more
   */
  public void awaitLowWatermark(long offset, Consumer<ErrorCode> told) {
    lowWatermarkWaiters.add(offset, told);
    lowWatermarkWaiters.tell(lowWatermark());
  }

  /** Any thread. Where the log of the replica starts that starts first, of those alive. */
  public long lowWatermark() {
    long lowest = partition.logStartOffset();
    for (FollowerProgress follower : progress.values()) {
      if (setting.changes().mayJoin(follower.brokerId(), -1)) {
        lowest = Math.min(lowest, follower.logStartOffset());
      }
    }
    return lowest;
  }

  /**
   * Takes what the controller has decided. In a new leader epoch everything that was known of
   * followers is forgotten.
   */
  void decided(LeaderRole now) {
    boolean elected = now.leaderEpoch() != role.leaderEpoch();
    if (!elected && now.partitionEpoch() <= role.partitionEpoch()) {
      if (now.partitionEpoch() == role.partitionEpoch()) {
        role = now; // Known already from the controller's answer, but for who is lost.
      }
      return;
    }
    if (elected) {
      epochStartOffset = partition.logEndOffset();
    }
    long nowNs = setting.clock().monotonicNs();
    Map<Integer, FollowerProgress> known = new TreeMap<>();
    for (int replica : now.replicas()) {
      if (replica != setting.brokerId()) {
        FollowerProgress before = elected ? null : progress.get(replica);
        known.put(
            replica,
            before != null
                ? before
                : new FollowerProgress(replica, now.isr().contains(replica), nowNs));
      }
    }
    progress = known;
    role = now;
    proposed = Optional.empty();
    refused = false;
    unsure = false;
  }

  /** Whether consumers may be waiting at followers. */
  boolean followersServe() {
    return setting.followersServe() && !progress.isEmpty();
  }

  /** Any thread. Where the leader epoch began. */
  long epochStartOffset() {
    return epochStartOffset;
  }

  /** This broker does not lead any longer. */
  void forget() {
    progress = Map.of();
    role = new LeaderRole(-1, -1, List.of(), List.of());
    proposed = Optional.empty();
    refused = false;
    unsure = false;
    lowWatermarkWaiters.fail(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  }

  /** How many are in sync by the controller's word. */
  int inSyncCount() {
    return role.isr().size();
  }

  /** Whether this broker is the only replica, and so has nobody to wait for. */
  boolean alone() {
    return role.replicas().size() <= 1 && inSyncCount() <= 1;
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
    if (progress.isEmpty()) {
      return replicated;
    }
    long nowNs = -1;
    for (FollowerProgress follower : progress.values()) {
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
    return !role.lost().contains(follower.brokerId())
        && follower.caughtUpWithin(setting.maxLagMs() * MS_TO_NS, nowNs)
        && setting.changes().mayJoin(follower.brokerId(), follower.brokerEpoch());
  }

  /** Asks for a follower to be in sync that has everything committed, and of this leader epoch. */
  private void grow(FollowerProgress follower) {
    askAgainIfUnsure();
    int id = follower.brokerId();
    if (follower.logEndOffset() >= Math.max(partition.highWatermark(), epochStartOffset)
        && !role.isr().contains(id)
        && role.replicas().contains(id)
        && !role.lost().contains(id)
        && mayAsk()
        && setting.changes().mayJoin(id, follower.brokerEpoch())) {
      List<Integer> larger = new ArrayList<>(role.isr());
      larger.add(id);
      propose(larger);
    }
  }

  /** Ring thread. Asks for followers to leave that have been behind for too long. */
  public void checkLag() {
    askAgainIfUnsure();
    if (!partition.isLeader() || !mayAsk()) {
      return;
    }
    long nowNs = setting.clock().monotonicNs();
    List<Integer> left = new ArrayList<>();
    for (int id : role.isr()) {
      FollowerProgress follower = progress.get(id);
      if (follower == null
          || follower.logEndOffset() == partition.logEndOffset()
          || follower.caughtUpWithin(setting.maxLagMs() * MS_TO_NS, nowNs)) {
        left.add(id);
      }
    }
    if (left.size() < inSyncCount()) {
      propose(left);
    }
  }

  private boolean mayAsk() {
    return proposed.isEmpty() && !(refused && isPausing());
  }

  private boolean isPausing() {
    return setting.clock().monotonicNs() - askAgainNs < 0;
  }

  private void askAgainIfUnsure() {
    if (unsure && !isPausing()) {
      unsure = false;
      propose(proposed.orElseThrow());
    }
  }

  private void propose(List<Integer> wanted) {
    proposed = Optional.of(List.copyOf(wanted));
    List<InSyncChanges.Member> members = new ArrayList<>();
    for (int id : wanted) {
      FollowerProgress follower = progress.get(id);
      members.add(new InSyncChanges.Member(id, follower == null ? -1 : follower.brokerEpoch()));
    }
    setting.changes().propose(partition, role, members);
  }
}
