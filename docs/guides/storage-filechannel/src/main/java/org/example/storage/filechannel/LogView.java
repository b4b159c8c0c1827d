package org.example.storage.filechannel;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What readers see of a log: its ends, its leader epochs, its segments.
 *
 * <p>Changed by the log's writer, read by any thread. An append raises the log end offset last, and
 * no reader looks beyond it (S8). Only what takes batches away needs the lock, which every read
 * shares.
 */
final class LogView {
  private final ReadWriteLock cuts = new ReentrantReadWriteLock();
  private final ConcurrentSkipListMap<Long, Segment> segments; // by base offset
  private volatile long logStartOffset;
  private volatile long logEndOffset;
  private volatile LeaderEpochs leaderEpochs;

  LogView(LogFiles files) {
    this.segments = new ConcurrentSkipListMap<>(files.segments());
    this.logStartOffset = files.state().logStartOffset();
    this.leaderEpochs = files.state().leaderEpochs();
    this.logEndOffset = active().nextOffset();
  }

  /** Something that may fail, with a result or without. */
  interface Io<T> {
    T run() throws IOException;
  }

  /** Something that may fail. */
  interface IoStep {
    void run() throws IOException;
  }

  long logStartOffset() {
    return logStartOffset;
  }

  long logEndOffset() {
    return logEndOffset;
  }

  LeaderEpochs leaderEpochs() {
    return leaderEpochs;
  }

  Collection<Segment> segments() {
    return segments.values();
  }

  /** The one that is appended to. */
  Segment active() {
    return segments.lastEntry().getValue();
  }

  /** The segment that holds the offset, or the first one after it. */
  Segment holding(long offset) {
    Map.Entry<Long, Segment> floor = segments.floorEntry(offset);
    return floor == null ? segments.firstEntry().getValue() : floor.getValue();
  }

  /** The segments from the one on that holds the offset. */
  Collection<Segment> from(long offset) {
    return segments.tailMap(holding(offset).baseOffset, true).values();
  }

  /** The segments that lie wholly below the offset. */
  Collection<Segment> below(long offset) {
    return segments.headMap(holding(offset).baseOffset, false).values();
  }

  // The writer.

  void begin(Segment segment) {
    segments.put(segment.baseOffset, segment);
  }

  void leaderEpochs(LeaderEpochs now) {
    leaderEpochs = now;
  }

  /** The last step of an append: readers see it from now on. */
  void endsAt(long offset) {
    logEndOffset = offset;
  }

  // While nobody reads.

  void startsAt(long offset) {
    logStartOffset = offset;
  }

  void drop(Collection<Segment> gone) {
    gone.forEach(segment -> segments.remove(segment.baseOffset));
  }

  /** Takes something away while nobody reads. */
  void cutting(IoStep step) throws IOException {
    locked(
        cuts.writeLock(),
        () -> {
          step.run();
          return null;
        });
  }

  /** Reads while nothing is taken away. */
  <T> T reading(Io<T> read) throws IOException {
    return locked(cuts.readLock(), read);
  }

  private static <T> T locked(Lock lock, Io<T> step) throws IOException {
    lock.lock();
    try {
      return step.run();
    } finally {
      lock.unlock();
    }
  }
}
