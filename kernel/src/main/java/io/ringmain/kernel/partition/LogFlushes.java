package io.ringmain.kernel.partition;

import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * When a log is flushed: before acknowledgements, where they promise as much, or now and then
 * ({@code flush.messages}, {@code flush.ms}). Ring thread; flushes end on threads of the storage.
 */
final class LogFlushes {
  private final PartitionLog log;
  private final boolean flushBeforeAcknowledge;
  private final Consumer<Throwable> onFailure;
  private volatile boolean underWay;
  private boolean timed;

  /**
   * @param onFailure told of a flush that failed: what it left unwritten cannot be known, and
   *     trying again would not tell. On any thread
   */
  LogFlushes(PartitionLog log, boolean flushBeforeAcknowledge, Consumer<Throwable> onFailure) {
    this.log = log;
    this.flushBeforeAcknowledge = flushBeforeAcknowledge;
    this.onFailure = onFailure;
  }

  /** Whether what is acknowledged is on disk. */
  boolean beforeAcknowledgements(TopicConfig config) {
    return flushBeforeAcknowledge || config.flushMessages() == 1;
  }

  /** Up to where this log may be acknowledged. */
  long acknowledgeableOffset(TopicConfig config) {
    return beforeAcknowledgements(config) ? log.durableOffset() : log.logEndOffset();
  }

  /**
   * Asks for the flush that acknowledgements wait for, or for one that nobody waits for, if {@code
   * flush.messages} are not on disk yet.
   *
   * @param onDurable runs on a thread of the storage when the flush is done
   */
  void afterAppends(TopicConfig config, Runnable onDurable) {
    long unflushed = log.logEndOffset() - log.durableOffset();
    if (unflushed <= 0) {
      return;
    }
    if (beforeAcknowledgements(config)) {
      flush(onDurable);
    } else if (unflushed >= config.flushMessages() && !underWay) {
      flush(onDurable); // Looks again, for what came while the flush was under way.
    }
  }

  private void flush(Runnable onDurable) {
    underWay = true;
    try {
      log.flush().whenComplete((_, failure) -> flushed(failure, onDurable));
    } catch (StorageException failure) {
      flushed(failure, () -> {});
    }
  }

  /** On a thread of the storage, or on the ring thread. */
  private void flushed(Throwable failure, Runnable onDurable) {
    if (failure != null) {
      onFailure.accept(failure);
    }
    underWay = false;
    onDurable.run();
  }

  /** In how many milliseconds {@link #inTime} is to be called, or {@link Partition#NO_FLUSH}. */
  long claimTimed(TopicConfig config) {
    long flushMs = config.flushMs();
    if (timed || flushMs == Long.MAX_VALUE || log.durableOffset() >= log.logEndOffset()) {
      return Partition.NO_FLUSH;
    }
    timed = true;
    return flushMs;
  }

  /** Flushes what was appended {@code flush.ms} ago; a closed log is flushed. */
  void inTime(boolean closed) {
    timed = false;
    if (!closed && log.durableOffset() < log.logEndOffset()) {
      flush(() -> {});
    }
  }

  /**
   * Completes when what was appended so far may be told to a leader: at once, or when it is on disk
   * if acknowledgements wait for that.
   */
  CompletionStage<?> followable(TopicConfig config) {
    if (!beforeAcknowledgements(config) || log.durableOffset() >= log.logEndOffset()) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      return log.flush().whenComplete((_, failure) -> flushed(failure, () -> {}));
    } catch (StorageException failure) {
      flushed(failure, () -> {});
      return CompletableFuture.failedFuture(failure);
    }
  }
}
