package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes one log durable, on the flusher's thread, and knows up to where it is.
 *
 * <p>Group semantics: requests that come while a flush is running or waiting are all answered by
 * the next one. The durable offset is the log's recovery point.
 */
final class LogFlusher {
  private final LogId id;
  private final Background background;
  private final DataDirectory directory;
  private final ConcurrentLinkedQueue<CompletableFuture<Long>> waiting =
      new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Held while files are flushed by their names, and while their folder gets another. */
  private final ReentrantLock naming = new ReentrantLock();

  private volatile long durableOffset;
  private int truncations; // guarded by this

  LogFlusher(LogId id, Background background, DataDirectory directory, long durableOffset) {
    this.id = id;
    this.background = background;
    this.directory = directory;
    this.durableOffset = durableOffset;
    directory.recoveryPointIs(id, durableOffset);
  }

  long durableOffset() {
    return durableOffset;
  }

  CompletableFuture<Long> flush(MmapPartitionLog log) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    waiting.add(done);
    if (scheduled.compareAndSet(false, true)) {
      background.flush(() -> answer(log));
    }
    return done;
  }

  private void answer(MmapPartitionLog log) {
    scheduled.set(false);
    List<CompletableFuture<Long>> answered = new ArrayList<>();
    for (CompletableFuture<Long> next; (next = waiting.poll()) != null; ) {
      answered.add(next);
    }
    try {
      flushAll(log);
      answered.forEach(done -> done.complete(durableOffset));
    } catch (StorageException e) {
      if (!e.kind().retriable()) {
        log.failFromOutside(e);
      }
      answered.forEach(done -> done.completeExceptionally(e));
    }
  }

  /** Flushes everything appended so far. On the flusher's thread, or whoever closes the log. */
  void flushAll(MmapPartitionLog log) {
    naming.lock();
    try {
      int seen = truncations();
      // The end before the list: the list then holds at least what lies below that end.
      long target = log.logEndOffset();
      for (Segment segment : log.segmentList().asList()) {
        segment.flush();
      }
      log.forceLeaderEpochs();
      raise(target, seen);
    } finally {
      naming.unlock();
    }
  }

  /** Runs what uses files by their names. */
  void withNames(Runnable task) {
    naming.lock();
    try {
      task.run();
    } finally {
      naming.unlock();
    }
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
  void flushSealed(MmapPartitionLog log) {
    background.flush(() -> {
      naming.lock();
      try {
        int seen = truncations();
        SegmentList list = log.segmentList();
        for (Segment segment : list.asList()) {
          if (segment.isSealed()) {
            segment.flush();
          }
        }
        raise(Math.min(list.active().baseOffset(), log.logEndOffset()), seen);
      } catch (StorageException e) {
        if (!e.kind().retriable()) {
          log.failFromOutside(e);
        }
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
      directory.recoveryPointIs(id, target);
    }
  }

  /** Called by the writer: what lies above is gone, and a flush under way must not claim it. */
  synchronized void truncatedTo(long logEndOffset) {
    truncations++;
    if (durableOffset > logEndOffset) {
      durableOffset = logEndOffset;
      directory.recoveryPointIs(id, logEndOffset);
    }
  }

  /** Called by the writer: the log is empty and starts at {@code offset}. */
  synchronized void startsAnewAt(long offset) {
    truncations++;
    durableOffset = offset;
    directory.recoveryPointIs(id, offset);
  }
}
