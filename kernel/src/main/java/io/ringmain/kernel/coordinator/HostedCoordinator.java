package io.ringmain.kernel.coordinator;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.partition.AppendCompletion;
import io.ringmain.kernel.partition.AppendOutcome;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.Wakes;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.record.InvalidRecordsException;
import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.protocol.record.RecordBatches;
import io.ringmain.protocol.record.RecordIterator;
import io.ringmain.protocol.record.RecordView;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A coordinator with the partition it runs on.
 *
 * <pre>
 *   LOADING ── log read to its end ──▶ ACTIVE ──▶ UNLOADED
 *      └──────── a record cannot be read ──▶ FAILED ──▲
 * </pre>
 *
 * <p>Everything but {@link #submit} happens on the ring thread of the partition.
 */
final class HostedCoordinator<C extends Coordinator> implements CoordinatorRuntime {
  private static final System.Logger LOG = System.getLogger(HostedCoordinator.class.getName());

  /** How long to wait when the log cannot be read, before it is tried again. */
  private static final long LOAD_AGAIN_MS = 1_000;

  /** How much of the log is replayed before the ring turns to other partitions. */
  private static final int LOAD_BYTES = 1 << 20;

  /** {@code offsets.commit.timeout.ms}: how long a write may wait for replicas. */
  private static final long WRITE_TIMEOUT_NS = 5_000_000_000L;

  private enum State {
    LOADING,
    ACTIVE,
    FAILED,
    UNLOADED
  }

  private final Partition partition;
  private final Shard shard;
  private final Environment environment;
  private final Runnable onLoaded;
  private final RecordIterator records;
  private final RecordBatchBuilder builder = new RecordBatchBuilder();
  private final ArrayDeque<Write> uncommitted = new ArrayDeque<>();
  private final C coordinator;
  private State state = State.LOADING;

  /**
   * @param onLoaded told when all of the log was replayed
   */
  HostedCoordinator(
      Partition partition,
      Shard shard,
      Environment environment,
      CompressionCodecs codecs,
      Function<CoordinatorRuntime, C> newCoordinator,
      Runnable onLoaded) {
    this.partition = partition;
    this.shard = shard;
    this.environment = environment;
    this.onLoaded = onLoaded;
    this.records = RecordIterator.readingContents(codecs);
    this.coordinator = newCoordinator.apply(this);
  }

  /** Any thread. */
  void submit(Consumer<C> operation, Consumer<ErrorCode> otherwise) {
    shard.execute(() -> {
      switch (state) {
        case LOADING -> otherwise.accept(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
        case ACTIVE -> run(operation, otherwise);
        case FAILED -> otherwise.accept(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        case UNLOADED -> otherwise.accept(ErrorCode.NOT_COORDINATOR);
      }
    });
  }

  private void run(Consumer<C> operation, Consumer<ErrorCode> otherwise) {
    try {
      operation.accept(coordinator);
    } catch (RuntimeException failure) {
      LOG.log(ERROR, "an operation on the coordinator of " + partition.id() + " failed", failure);
      otherwise.accept(ErrorCode.UNKNOWN_SERVER_ERROR);
    }
  }

  void load() {
    loadFrom(partition.logStartOffset());
  }

  private void loadFrom(long offset) {
    if (state != State.LOADING) {
      return;
    }
    if (offset >= partition.logEndOffset()) {
      state = State.ACTIVE;
      coordinator.onLoaded();
      onLoaded.run();
      return;
    }
    try {
      long next = replayFrom(offset);
      shard.execute(() -> loadFrom(next));
    } catch (StorageException failure) {
      // Unless the log is out of service, and another broker takes over, it may be read later;
      // nothing of this part was replayed yet.
      partition.reads().failed(failure);
      LOG.log(WARNING, "the coordinator of {0} still loads: {1}", partition.id(), failure);
      Timer.Timeout _ =
          environment.timer().schedule(LOAD_AGAIN_MS, () -> shard.execute(() -> loadFrom(offset)));
    } catch (RuntimeException failure) {
      state = State.FAILED;
      LOG.log(ERROR, "the coordinator of " + partition.id() + " cannot be loaded", failure);
    }
  }

  private long replayFrom(long offset) {
    long end = partition.logEndOffset();
    try (LogSlice slice = partition.log().read(offset, LOAD_BYTES, end, true)) {
      RecordBatches batches = new RecordBatches().wrap(slice.buffer());
      while (batches.next()) {
        if (!batches.current().isControl()) {
          replay(batches);
        }
      }
      return slice.sizeBytes() == 0 ? end : slice.nextOffset();
    }
  }

  private void replay(RecordBatches batches) {
    try (RecordIterator walk = records.wrap(batches.current())) {
      while (walk.next()) {
        RecordView view = walk.current();
        if (view.hasKey()) {
          coordinator.replay(
              view.offset(),
              view.timestamp(),
              view.key(),
              view.hasValue() ? Optional.of(view.value()) : Optional.empty());
        }
      }
    } catch (InvalidRecordsException invalid) {
      LOG.log(INFO, "a record batch of {0} is skipped: {1}", partition.id(), invalid.getMessage());
    }
  }

  void unload() {
    if (state == State.ACTIVE) {
      coordinator.onUnloaded();
    }
    state = State.UNLOADED;
  }

  @Override
  public int partition() {
    return partition.id().partition();
  }

  @Override
  public Clock clock() {
    return environment.clock();
  }

  @Override
  public Timer.Timeout schedule(long delayMs, Runnable task) {
    return environment
        .timer()
        .schedule(
            delayMs,
            () ->
                shard.execute(() -> {
                  if (state == State.ACTIVE) {
                    task.run();
                  }
                }));
  }

  @Override
  public void write(List<CoordinatorRecord> written, Consumer<ErrorCode> whenDone) {
    if (written.isEmpty()) {
      afterUncommitted(whenDone);
      return;
    }
    long nowMs = environment.clock().wallMs();
    long baseOffset = partition.logEndOffset();
    ByteBuffer batch = encode(written, baseOffset, nowMs);
    Write write = new Write(whenDone);
    uncommitted.add(write);
    try {
      shard.appendNow(partition, batch, (short) -1, deadlineNs(), write, 0);
    } catch (RuntimeException failure) {
      LOG.log(ERROR, "an append of the coordinator of " + partition.id() + " failed", failure);
      write.end(ErrorCode.UNKNOWN_SERVER_ERROR);
      return;
    }
    if (!write.refused) {
      for (int i = 0; i < written.size(); i++) {
        CoordinatorRecord record = written.get(i);
        coordinator.replay(
            baseOffset + i,
            nowMs,
            record.key().duplicate(),
            record.value().map(ByteBuffer::duplicate));
      }
      write.replayed = true;
    }
  }

  private ByteBuffer encode(List<CoordinatorRecord> written, long baseOffset, long nowMs) {
    builder.begin(baseOffset).partitionLeaderEpoch(partition.leaderEpoch());
    for (CoordinatorRecord record : written) {
      builder.append(
          nowMs, record.key().duplicate(), record.value().map(ByteBuffer::duplicate).orElse(null));
    }
    return builder.build();
  }

  private void afterUncommitted(Consumer<ErrorCode> whenDone) {
    if (!uncommitted.isEmpty()) {
      uncommitted.getLast().followers.add(whenDone);
    } else if (partition.highWatermark() >= partition.logEndOffset()) {
      whenDone.accept(ErrorCode.NONE);
    } else {
      // Loaded from the end of the log, or written and not replicated in time: still uncommitted.
      Write end = new Write(whenDone);
      end.replayed = true;
      uncommitted.add(end);
      shard.awaitCommit(partition, deadlineNs(), end, 0);
    }
  }

  private long deadlineNs() {
    return environment.clock().monotonicNs() + WRITE_TIMEOUT_NS;
  }

  /** How an error of the log is told to a client of the coordinator. */
  private static ErrorCode inCoordinatorTerms(ErrorCode error) {
    return switch (error) {
      case NONE -> ErrorCode.NONE;
      case NOT_LEADER_OR_FOLLOWER, KAFKA_STORAGE_ERROR -> ErrorCode.NOT_COORDINATOR;
      case NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT, UNKNOWN_TOPIC_OR_PARTITION ->
          ErrorCode.COORDINATOR_NOT_AVAILABLE;
      default -> ErrorCode.UNKNOWN_SERVER_ERROR;
    };
  }

  /** One batch written, and who hears of its commit. */
  private final class Write implements AppendCompletion {
    private final Consumer<ErrorCode> whenDone;
    private final ArrayDeque<Consumer<ErrorCode>> followers = new ArrayDeque<>();
    private boolean refused;
    private boolean replayed;

    private Write(Consumer<ErrorCode> whenDone) {
      this.whenDone = whenDone;
    }

    @Override
    public void onAppended(int index, AppendOutcome outcome, Wakes wakes) {
      refused = !replayed && outcome.error() != ErrorCode.NONE;
      end(inCoordinatorTerms(outcome.error()));
    }

    private void end(ErrorCode error) {
      if (uncommitted.remove(this)) {
        whenDone.accept(error);
        followers.forEach(follower -> follower.accept(error));
      }
    }
  }
}
