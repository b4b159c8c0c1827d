package io.ringmain.kernel.partition;

import static java.lang.System.Logger.Level.ERROR;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The log of one partition, whichever it is just now, and what goes with it: its flushes, the
 * producers in it, and whether it is in service.
 *
 * <pre>
 *   in service ──▶ offline, for good: takes no writes, and others are to lead
 *        └────────────┴──▶ closed
 * </pre>
 *
 * <p>Ring thread, but for what says otherwise.
 */
final class HostedLog {
  private static final System.Logger LOG = System.getLogger(HostedLog.class.getName());

  private final LogId id;
  private final boolean flushBeforeAcknowledge;
  private final Runnable onFailure;
  private final ProducerStates producers = new ProducerStates();
  private final AtomicBoolean offline = new AtomicBoolean();

  private volatile PartitionLog log;
  private LogFlushes flushes;
  private ProducerSnapshots snapshots;
  private volatile long firstDirtyOffset;
  private volatile boolean moving;
  private volatile boolean retired;
  private boolean closed;

  /**
   * @param log just opened; what its producers were is read from it here, so this may take a while
   *     and is done on a thread of the storage
   * @param flushBeforeAcknowledge whether what is acknowledged is on disk
   * @param onFailure runs once when the log fails, on any thread
   */
  HostedLog(PartitionLog log, boolean flushBeforeAcknowledge, Runnable onFailure) {
    this.id = log.id();
    this.flushBeforeAcknowledge = flushBeforeAcknowledge;
    this.onFailure = onFailure;
    use(log);
    snapshots.recover();
  }

  private void use(PartitionLog now) {
    log = now;
    flushes = new LogFlushes(now, flushBeforeAcknowledge, this::fail);
    snapshots = new ProducerSnapshots(now, producers);
    firstDirtyOffset = now.firstDirtyOffset();
  }

  LogId id() {
    return id;
  }

  /** Any thread. */
  PartitionLog log() {
    return log;
  }

  LogFlushes flushes() {
    return flushes;
  }

  ProducerStates producers() {
    return producers;
  }

  ProducerSnapshots snapshots() {
    return snapshots;
  }

  /** Goes on with another log, which holds the same. */
  void takeOver(PartitionLog successor) {
    boolean producersUnknown = snapshots.areBehind();
    use(successor);
    moving = false;
    if (producersUnknown) {
      snapshots.afterCut();
    } else {
      snapshots.save();
    }
  }

  /** The log was cut: what is known of its producers and of compaction is found out anew. */
  void truncated() {
    snapshots.afterCut();
    firstDirtyOffset = log.firstDirtyOffset();
  }

  /** Any thread. Where compaction goes on. */
  long firstDirtyOffset() {
    return firstDirtyOffset;
  }

  /**
   * Notes that everything below an offset is compacted.
   *
   * @param forGood how far that holds after a restart too
   */
  void compactedTo(long offset, long forGood) {
    firstDirtyOffset = offset;
    log.firstDirtyOffset(forGood);
  }

  /** Any thread. Whether it is being copied to another directory. */
  boolean isMoving() {
    return moving;
  }

  void moving(boolean nowMoving) {
    moving = nowMoving;
  }

  /** Whether it takes no more writes. */
  boolean isOffline() {
    return offline.get() || closed || retired;
  }

  boolean isClosed() {
    return closed;
  }

  /** Runs what changes the log; a log that fails at it is offline. */
  void attempt(Runnable change) {
    try {
      change.run();
    } catch (StorageException failure) {
      failedToWrite(failure);
      throw failure;
    }
  }

  void failedToWrite(StorageException failure) {
    if (!failure.kind().retriable()) {
      fail(failure);
    }
  }

  /**
   * Any thread. An I/O error takes the log out of service; damage does not, for there may be more
   * that is not damaged.
   */
  void failedToRead(StorageException failure) {
    if (failure.kind() == StorageException.Kind.OFFLINE) {
      fail(failure);
    }
  }

  /** Any thread. As in Kafka, a replica whose log has failed is no good any more. */
  private void fail(Throwable failure) {
    if (!retired && offline.compareAndSet(false, true)) {
      LOG.log(ERROR, "the log of " + id + " is offline", failure);
      onFailure.run();
    }
  }

  /** Its directory is out of service, or it has failed: it is not written to any more. */
  void goOffline() {
    offline.set(true);
  }

  /** It is about to be deleted: it is not written to any more, and whether it works is all one. */
  void retire() {
    retired = true;
  }

  /** The last act: keeps what a restart needs. */
  void close() {
    closed = true;
    if (!offline.get()) {
      snapshots.save();
    }
    log.close();
  }
}
