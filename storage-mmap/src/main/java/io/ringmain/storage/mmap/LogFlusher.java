package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Makes one log durable, on the flusher's thread, and knows up to where it is.
 *
 * <p>Group semantics: requests that come while a flush is running or waiting are all answered by
 * the next one. The durable offset is the log's recovery point.
 */
final class LogFlusher {
  private static final System.Logger LOG = System.getLogger(LogFlusher.class.getName());

  private final LogState state;
  private final Background background;
  private final DataDirectory directory;
  private final LeaderEpochs leaderEpochs;
  private final Consumer<StorageException> onFailure;
  private final ConcurrentLinkedQueue<CompletableFuture<Long>> waiting =
      new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Held while files are flushed by their names, and while their folder gets another. */
  private final ReentrantLock naming = new ReentrantLock();

  private volatile long durableOffset;
  private int truncations; // guarded by this

  /**
   * @param onFailure told of what will not go away by itself
   */
  LogFlusher(
      LogState state,
      Background background,
      DataDirectory directory,
      LeaderEpochs leaderEpochs,
      Consumer<StorageException> onFailure,
      long durableOffset) {
    this.state = state;
    this.background = background;
    this.directory = directory;
    this.leaderEpochs = leaderEpochs;
    this.onFailure = onFailure;
    this.durableOffset = durableOffset;
    directory.recoveryPointIs(state.id, durableOffset);
  }

  long durableOffset() {
    return durableOffset;
  }

  CompletableFuture<Long> flush() {
    CompletableFuture<Long> done = new CompletableFuture<>();
    waiting.add(done);
    if (scheduled.compareAndSet(false, true)) {
      background.flush(this::answer);
    }
    return done;
  }

  private void answer() {
    scheduled.set(false);
    List<CompletableFuture<Long>> answered = new ArrayList<>();
    for (CompletableFuture<Long> next; (next = waiting.poll()) != null; ) {
      answered.add(next);
    }
    try {
      flushAll();
      answered.forEach(done -> done.complete(durableOffset));
    } catch (StorageException e) {
      failed(e);
      answered.forEach(done -> done.completeExceptionally(e));
    }
  }

  private void failed(StorageException failure) {
    if (!failure.kind().retriable()) {
      onFailure.accept(failure);
    }
  }

  /** Flushes everything appended so far. On the flusher's thread, or whoever closes the log. */
  void flushAll() {
    naming.lock();
    try {
      int seen = truncations();
      // The end before the list: the list then holds at least what lies below that end.
      long target = state.logEndOffset;
      for (Segment segment : state.segments.asList()) {
        segment.flush();
      }
      forceLeaderEpochs();
      raise(target, seen);
    } finally {
      naming.unlock();
    }
  }

  /** They reach the disk before the durable offset grows. */
  private void forceLeaderEpochs() {
    try {
      leaderEpochs.force();
    } catch (IOException e) {
      boolean isDeleted = state.closed && state.failure != null;
      if (!isDeleted) {
        throw IoFailures.of("flush the leader epochs in", state.folder, e);
      }
    }
  }

  /** Called by the writer: they have changed, and are to be found by whoever looks at the files. */
  void writeLeaderEpochs() {
    background.flush(() -> {
      naming.lock();
      try {
        leaderEpochs.persist();
      } catch (IOException e) {
        // Tried again with the next change, and before the durable offset grows.
        LOG.log(Level.WARNING, "cannot write the leader epochs of " + state.id, e);
      } finally {
        naming.unlock();
      }
    });
  }

  /** Called by the writer: runs a renaming of the folder, unless a flush is under way. */
  boolean unlessFlushing(Runnable renaming) {
    if (!naming.tryLock()) {
      return false;
    }
    try {
      renaming.run();
      return true;
    } finally {
      naming.unlock();
    }
  }

  /** Finishes segments that the writer is done with. Called by the writer after a roll. */
  void flushSealed() {
    background.flush(() -> {
      naming.lock();
      try {
        int seen = truncations();
        SegmentList list = state.segments;
        for (Segment segment : list.asList()) {
          if (segment.isSealed()) {
            segment.flush();
          }
        }
        forceLeaderEpochs();
        raise(Math.min(list.active().baseOffset(), state.logEndOffset), seen);
      } catch (StorageException e) {
        failed(e);
      } finally {
        naming.unlock();
      }
    });
  }

  private synchronized int truncations() {
    return truncations;
  }

  private synchronized void raise(long target, int truncationsSeen) {
    if (truncationsSeen == truncations && target > durableOffset) {
      durableOffset = target;
      directory.recoveryPointIs(state.id, target);
    }
  }

  /** Called by the writer: what lies above is gone, and a flush under way must not claim it. */
  synchronized void truncatedTo(long logEndOffset) {
    truncations++;
    if (durableOffset > logEndOffset) {
      durableOffset = logEndOffset;
      directory.recoveryPointIs(state.id, logEndOffset);
    }
  }

  /** Called by the writer: the log is empty and starts at {@code offset}. */
  synchronized void startsAnewAt(long offset) {
    truncations++;
    durableOffset = offset;
    directory.recoveryPointIs(state.id, offset);
  }
}
