package io.ringmain.kernel.replication;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.kernel.peer.PeerAnswer;
import io.ringmain.kernel.peer.PeerConnection;
import io.ringmain.kernel.peer.PeerException;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.ApiMessage;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.FetchRequest;
import io.ringmain.protocol.message.FetchResponse;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.transport.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fetches partitions from one leader over one connection: one request after the other, each from
 * where the one before has brought the logs.
 *
 * <pre>
 *             ┌───────────────── pause ◀───────────────────────┐
 *             ▼                                                │ failed
 *   idle ─▶ connect ─▶ fetch ─▶ response ─▶ append, truncate ──┤
 *             ▲          ▲                                     │
 *             │ ended    └─────────────────────────────────────┘ done
 * </pre>
 *
 * <p>A fetch may wait at the leader for long. When there is another partition to be fetched
 * meanwhile, the leader is asked to hurry ({@link PendingFetch}).
 *
 * <p>Replication ring only.
 */
final class LeaderFetcher {
  private static final System.Logger LOG = System.getLogger(LeaderFetcher.class.getName());
  private static final long MS_TO_NS = 1_000_000;

  /** The first pause after a failure; each further one is twice as long. */
  private static final long FIRST_PAUSE_MS = 20;

  /** How often the quota is looked at when there is nothing else to fetch. */
  private static final long SLOW_PAUSE_MS = 50;

  /** A leader that has not heard of its role yet will soon. */
  private static final long NOT_YET_PAUSE_MS = 20;

  /** Partitions change their leaders together: so long others are waited for. */
  private static final long NEWCOMERS_MS = 20;

  private final int leader;
  private final ReplicationContext context;
  private final OffsetRecovery offsetRecovery;
  private final FetchSessionState session;
  private final Map<LogId, FollowedPartition> followed = new LinkedHashMap<>();
  private Optional<PeerConnection> connection = Optional.empty();
  private boolean underWay;
  private boolean closed;
  private int failures;
  private Timer.Timeout nextTry = () -> false;
  private Optional<PendingFetch> pending = Optional.empty();

  LeaderFetcher(int leader, ReplicationContext context) {
    this.leader = leader;
    this.context = context;
    this.session = new FetchSessionState(context.settings().fetchMaxBytes());
    this.offsetRecovery = new OffsetRecovery(leader, context);
  }

  int leader() {
    return leader;
  }

  boolean isIdle() {
    return followed.isEmpty();
  }

  /** Fetches a partition from now on. */
  void follow(FollowedPartition partition) {
    FollowedPartition before = followed.put(partition.id(), partition);
    if (before != null) {
      before.leave();
    }
    failures = 0; // Whoever is elected leader is alive: it is tried at once.
    Optional<PendingFetch> without = pending;
    goOn();
    without.ifPresent(fetch -> fetch.hurryIn(NEWCOMERS_MS));
  }

  /** Fetches a partition no more. */
  void leave(LogId id) {
    FollowedPartition partition = followed.remove(id);
    if (partition != null) {
      partition.leave();
    }
  }

  /** Ends everything; what is under way is dropped. */
  void close() {
    closed = true;
    nextTry.cancel();
    answered();
    followed.values().forEach(FollowedPartition::leave);
    followed.clear();
    connection.ifPresent(PeerConnection::close);
  }

  private void goOn() {
    if (closed || underWay || followed.isEmpty()) {
      return;
    }
    nextTry.cancel();
    if (connection.isEmpty() || connection.get().isClosed()) {
      connect();
      return;
    }
    List<FollowedPartition> ready = ready();
    if (ready.isEmpty()) {
      waitForPaused();
    } else {
      fetch(connection.get(), ready);
    }
  }

  private void connect() {
    underWay = true;
    session.reset();
    CompletionStage<PeerConnection> _ =
        context
            .peers()
            .connect(leader)
            .whenComplete(
                (made, failure) -> context.ring().execute(() -> connected(made, failure)));
  }

  private void connected(PeerConnection made, Throwable failure) {
    underWay = false;
    if (made != null && closed) {
      made.close();
    } else if (made != null) {
      connection = Optional.of(made);
      goOn();
    } else {
      pause("cannot be reached: " + failure.getMessage());
    }
  }

  /** Tries again later; the longer, the more often it has failed. */
  private void pause(String why) {
    LOG.log(failures == 0 ? INFO : DEBUG, () -> "leader " + leader + " " + why);
    long pauseMs =
        Math.min(context.settings().backoffMs(), FIRST_PAUSE_MS << Math.min(failures, 10));
    failures++;
    tryAgainIn(pauseMs);
  }

  private void tryAgainIn(long delayMs) {
    if (closed) {
      return;
    }
    nextTry.cancel();
    nextTry = context.timer().schedule(delayMs, () -> context.ring().execute(this::goOn));
  }

  private List<FollowedPartition> ready() {
    long nowNs = context.clock().monotonicNs();
    List<FollowedPartition> ready = new ArrayList<>(followed.size());
    boolean slow = context.quota().isExceeded();
    for (FollowedPartition partition : followed.values()) {
      if (partition.isReady(nowNs) && !(slow && partition.isThrottled(context.brokerId()))) {
        ready.add(partition);
      }
    }
    return ready;
  }

  private void waitForPaused() {
    long pausedMs = pausedMs();
    if (context.quota().isExceeded()) {
      tryAgainIn(SLOW_PAUSE_MS);
    } else if (pausedMs != Long.MAX_VALUE) {
      tryAgainIn(Math.max(1, pausedMs));
    }
  }

  /** For how long the first of the paused partitions still pauses. */
  private long pausedMs() {
    long nowNs = context.clock().monotonicNs();
    long earliestNs = Long.MAX_VALUE;
    for (FollowedPartition partition : followed.values()) {
      if (partition.isPaused()) {
        earliestNs = Math.min(earliestNs, partition.pausedUntilNs() - nowNs);
      }
    }
    return earliestNs == Long.MAX_VALUE ? earliestNs : (earliestNs + MS_TO_NS - 1) / MS_TO_NS;
  }

  private void fetch(PeerConnection to, List<FollowedPartition> ready) {
    underWay = true;
    ReplicationSettings settings = context.settings();
    FetchRequest request =
        new FetchRequest()
            .maxWaitMs(settings.fetchWaitMaxMs())
            .minBytes(settings.fetchMinBytes())
            .maxBytes(settings.fetchResponseMaxBytes());
    request.replicaState().replicaId(context.brokerId()).replicaEpoch(context.brokerEpoch());
    session.fill(request, ready);
    Timer.Timeout timeout = context.timer().schedule(settings.socketTimeoutMs(), to::close);
    Map<PartitionKey, FollowedPartition> asked = new HashMap<>();
    ready.forEach(partition -> asked.put(PartitionKey.of(partition.id()), partition));
    to.send(
        request,
        request.apiKey().highestVersion(),
        new PeerAnswer() {
          @Override
          public void onResponse(ApiMessage response, Frame frame) {
            timeout.cancel();
            if (context.closed().get()) {
              frame.release();
            } else {
              context.ring().execute(() -> take(asked, (FetchResponse) response, frame));
            }
          }

          @Override
          public void onFailure(PeerException failure) {
            timeout.cancel();
            context.ring().execute(() -> lost(failure));
          }
        });
    PendingFetch fetch = new PendingFetch(to, context);
    pending = Optional.of(fetch);
    long pausedMs = ready.size() < followed.size() ? pausedMs() : Long.MAX_VALUE;
    if (pausedMs != Long.MAX_VALUE) {
      fetch.hurryIn(Math.max(NEWCOMERS_MS, pausedMs));
    }
  }

  private void answered() {
    pending.ifPresent(PendingFetch::answered);
    pending = Optional.empty();
  }

  private void lost(PeerException failure) {
    answered();
    underWay = false;
    session.reset();
    pause("does not answer: " + failure.getMessage());
  }

  private void take(
      Map<PartitionKey, FollowedPartition> asked, FetchResponse response, Frame frame) {
    answered();
    if (closed || response.errorCode() != ErrorCode.NONE.id()) {
      frame.release();
      underWay = false;
      session.reset();
      tryAgainIn(NOT_YET_PAUSE_MS);
      return;
    }
    failures = 0;
    session.answered(response.sessionId());
    Map<Shard, List<FetchedBatches>> byShard = new LinkedHashMap<>();
    for (FetchResponse.FetchableTopicResponse topic : response.responses()) {
      for (FetchResponse.PartitionData answer : topic.partitions()) {
        FollowedPartition partition =
            asked.get(new PartitionKey(topic.topicId(), answer.partitionIndex()));
        if (partition == null || partition.hasLeft()) {
          continue;
        }
        if (answer.errorCode() == ErrorCode.NONE.id()) {
          partition.busy();
          byShard
              .computeIfAbsent(partition.shard(), _ -> new ArrayList<>())
              .add(new FetchedBatches(partition, answer));
        } else {
          refused(partition, errorOf(answer));
        }
      }
    }
    apply(byShard, frame);
  }

  private static ErrorCode errorOf(FetchResponse.PartitionData answer) {
    return ErrorCode.forId(answer.errorCode()).orElse(ErrorCode.UNKNOWN_SERVER_ERROR);
  }

  private void refused(FollowedPartition partition, ErrorCode error) {
    switch (error) {
      case OFFSET_OUT_OF_RANGE -> {
        partition.busy();
        offsetRecovery.recover(partition, connection.orElseThrow(), this::goOn);
      }
      case FENCED_LEADER_EPOCH,
          UNKNOWN_LEADER_EPOCH,
          NOT_LEADER_OR_FOLLOWER,
          UNKNOWN_TOPIC_ID,
          UNKNOWN_TOPIC_OR_PARTITION ->
          partition.pauseUntil(context.clock().monotonicNs() + NOT_YET_PAUSE_MS * MS_TO_NS);
      default -> {
        LOG.log(INFO, "{0}: leader {1} answers {2}", partition.id(), "" + leader, error);
        partition.pauseUntil(
            context.clock().monotonicNs() + context.settings().backoffMs() * MS_TO_NS);
      }
    }
  }

  /** Appends on the partitions' rings; the frame's bytes are needed until all have. */
  private void apply(Map<Shard, List<FetchedBatches>> byShard, Frame frame) {
    if (byShard.isEmpty()) {
      frame.release();
      underWay = false;
      goOn();
      return;
    }
    AtomicInteger appending = new AtomicInteger(byShard.size());
    AtomicInteger outstanding = new AtomicInteger(byShard.size());
    byShard.forEach((shard, batches) ->
        shard.execute(() -> {
          CompletableFuture<?>[] followable = new CompletableFuture<?>[batches.size()];
          for (int i = 0; i < followable.length; i++) {
            followable[i] = batches.get(i).apply().toCompletableFuture();
          }
          if (appending.decrementAndGet() == 0) {
            frame.release(); // Flushes may take long, and need it no more.
          }
          CompletableFuture<Void> _ =
              CompletableFuture.allOf(followable)
                  .whenComplete((_, _) -> {
                    if (outstanding.decrementAndGet() == 0) {
                      context.ring().execute(() -> applied(byShard));
                    }
                  });
        }));
  }

  private void applied(Map<Shard, List<FetchedBatches>> byShard) {
    underWay = false;
    long laterNs = context.clock().monotonicNs() + context.settings().backoffMs() * MS_TO_NS;
    for (List<FetchedBatches> batches : byShard.values()) {
      for (FetchedBatches one : batches) {
        one.followed().refresh();
        context.metrics().add(Metric.REPLICATION_BYTES_IN, one.sizeBytes());
        if (one.followed().isThrottled(context.brokerId())) {
          context.quota().record(one.sizeBytes());
        }
        one.followed().committedTo(one.leaderHighWatermark());
        if (one.failed()) {
          one.followed().pauseUntil(laterNs);
        }
      }
    }
    goOn();
  }
}
