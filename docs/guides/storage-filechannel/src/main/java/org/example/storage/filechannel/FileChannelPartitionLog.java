package org.example.storage.filechannel;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One log in its folder.
 *
 * <p>The writer appends while others read: the log end offset is raised last, and no reader looks
 * beyond it. Only what takes batches away needs the lock {@code cuts}, which every read shares; it
 * does its I/O first, so that a failure leaves readers what they had (S10).
 */
final class FileChannelPartitionLog implements PartitionLog {
  private final LogId id;
  private final DataDirectory directory;
  private final Path folder;
  private final ExecutorService background;
  private final Runnable onClose;
  private final ReadWriteLock cuts = new ReentrantReadWriteLock();
  private final ConcurrentSkipListMap<Long, Segment> segments; // by base offset
  private final StateFile stateFile;
  private final Snapshots snapshots;
  private final List<Segment> retired = new ArrayList<>(); // guarded by itself; files still there
  private final AtomicBoolean closed = new AtomicBoolean();

  private volatile LogConfig config;
  private volatile long logStartOffset;
  private volatile long logEndOffset;
  private volatile LeaderEpochs leaderEpochs;
  private volatile StorageException refusal; // of writer calls; null while the log is in service

  private final Object durability = new Object();
  private long durableOffset; // guarded by durability
  private int truncations; // guarded by durability
  private volatile boolean namesChanged = true;

  private FileChannelPartitionLog(
      LogId id,
      DataDirectory directory,
      LogConfig config,
      LogFiles files,
      ExecutorService background,
      Runnable onClose) {
    this.id = id;
    this.directory = directory;
    this.folder = directory.folder(id);
    this.config = config;
    this.background = background;
    this.onClose = onClose;
    this.segments = new ConcurrentSkipListMap<>(files.segments());
    this.stateFile = files.stateFile();
    this.snapshots = files.snapshots();
    this.logStartOffset = files.state().logStartOffset();
    this.leaderEpochs = files.state().leaderEpochs();
    this.logEndOffset = active().nextOffset();
  }

  /** May wait for the disk: what is found is made durable before it is served. */
  static FileChannelPartitionLog open(
      LogId id,
      DataDirectory directory,
      LogConfig config,
      ExecutorService background,
      Runnable onClose)
      throws IOException {
    LogFiles files = LogFiles.open(directory.folder(id), background);
    FileChannelPartitionLog log =
        new FileChannelPartitionLog(id, directory, config, files, background, onClose);
    try {
      log.force();
      return log;
    } catch (IOException e) {
      log.closeFiles();
      throw e;
    }
  }

  @Override
  public LogId id() {
    return id;
  }

  @Override
  public long logStartOffset() {
    return logStartOffset;
  }

  @Override
  public long logEndOffset() {
    return logEndOffset;
  }

  @Override
  public long durableOffset() {
    synchronized (durability) {
      return Math.min(durableOffset, logEndOffset);
    }
  }

  @Override
  public long sizeBytes() {
    return reading(() -> {
      long start = logStartOffset;
      return segments.values().stream().mapToLong(segment -> segment.bytesFrom(start)).sum();
    });
  }

  @Override
  public LogDirectory directory() {
    return directory.describe();
  }

  private Segment active() {
    return segments.lastEntry().getValue();
  }

  // The writer.

  @Override
  public void append(ByteBuffer recordBatches) {
    requireService();
    ByteBuffer bytes = recordBatches.slice(); // Big endian, and leaves the caller's alone (S15).
    int sizeBytes = bytes.remaining();
    List<Batch> batches = Batch.allIn(bytes, logEndOffset);
    if (sizeBytes > config.segmentBytes()) {
      throw new IllegalArgumentException(
          "%d bytes in one append to %s; at most segment.bytes=%d are allowed"
              .formatted(sizeBytes, id, config.segmentBytes()));
    }
    writing(() -> {
      if (!directory.hasRoomFor(sizeBytes)) {
        throw full();
      }
      if (active().isFullFor(batches, sizeBytes, config.segmentBytes(), config.segmentMs())) {
        beginSegmentAt(logEndOffset);
      }
      try {
        active().append(bytes, batches);
      } catch (IOException e) {
        if (!directory.hasRoomFor(sizeBytes)) {
          throw full();
        }
        throw e;
      }
    });
    for (Batch batch : batches) {
      leaderEpochs = leaderEpochs.startingAt(batch.leaderEpoch(), batch.baseOffset());
    }
    logEndOffset = batches.getLast().lastOffset() + 1;
  }

  private StorageException full() {
    return new StorageException(
        StorageException.Kind.FULL, "no room in " + directory.describe().path() + " for " + id);
  }

  private void beginSegmentAt(long baseOffset) throws IOException {
    segments.put(baseOffset, new Segment(folder, baseOffset));
    namesChanged = true;
  }

  @Override
  public void startLeaderEpoch(int leaderEpoch) {
    requireService();
    LeaderEpochs next = leaderEpochs.startingAt(leaderEpoch, logEndOffset);
    if (next != leaderEpochs) {
      writing(() -> stateFile.write(new StateFile.State(logStartOffset, next)));
      leaderEpochs = next;
    }
  }

  @Override
  public void truncateTo(long offset) {
    requireService();
    if (offset < logStartOffset) {
      truncateFullyAndStartAt(offset);
    } else if (offset < logEndOffset) {
      writing(() -> cutAt(offset));
    }
  }

  /** All that may fail comes before what readers see. */
  private void cutAt(long offset) throws IOException {
    Segment cut = holding(offset);
    long newEnd = Math.max(logStartOffset, cut.endWhenTruncatedTo(offset));
    long left = cut.nextOffsetWhenTruncatedTo(offset);
    LeaderEpochs epochs = leaderEpochs.without(start -> start.offset() >= newEnd);
    // A log end that no batch tells is told by the name of a new segment.
    boolean needsSegment = left != newEnd;
    boolean isAllGone = needsSegment && left == cut.baseOffset;
    List<Segment> gone = new ArrayList<>(segments.tailMap(cut.baseOffset, isAllGone).values());
    for (Segment segment : gone.reversed()) {
      segment.deleteFile();
    }
    Segment last = needsSegment ? new Segment(folder, newEnd) : cut;
    namesChanged = true;
    snapshots.keepWithin(logStartOffset, newEnd);
    stateFile.write(new StateFile.State(logStartOffset, epochs));
    cutting(() -> {
      if (!isAllGone) {
        cut.truncateTo(offset);
      }
      gone.forEach(segment -> segments.remove(segment.baseOffset));
      segments.put(last.baseOffset, last);
      leaderEpochs = epochs;
      endsAt(newEnd);
    });
    closeInBackground(gone);
  }

  /** The segment that holds the offset, or the first one after it. */
  private Segment holding(long offset) {
    Map.Entry<Long, Segment> floor = segments.floorEntry(offset);
    return floor == null ? segments.firstEntry().getValue() : floor.getValue();
  }

  /** In this order: a flush that began before the truncation finds that out when it is done. */
  private void endsAt(long offset) {
    logEndOffset = offset;
    synchronized (durability) {
      truncations++;
      durableOffset = Math.min(durableOffset, offset);
    }
  }

  @Override
  public void truncateFullyAndStartAt(long offset) {
    requireService();
    writing(() -> startAnewAt(offset));
  }

  private void startAnewAt(long offset) throws IOException {
    List<Segment> gone = new ArrayList<>(segments.values());
    deleteRetired(); // Lest a new file with the name of one of them is deleted in its place.
    for (Segment segment : gone.reversed()) {
      segment.deleteFile();
    }
    snapshots.keepWithin(0, -1);
    stateFile.write(new StateFile.State(offset, LeaderEpochs.NONE));
    Segment only = new Segment(folder, offset);
    namesChanged = true;
    cutting(() -> {
      segments.clear();
      segments.put(offset, only);
      leaderEpochs = LeaderEpochs.NONE;
      logStartOffset = offset;
      endsAt(offset);
    });
    closeInBackground(gone);
  }

  @Override
  public void advanceStart(long newLogStartOffset) {
    requireService();
    if (newLogStartOffset > logEndOffset) {
      throw new IllegalArgumentException(
          "log start %d of %s; at most the log end offset %d is allowed"
              .formatted(newLogStartOffset, id, logEndOffset));
    }
    if (newLogStartOffset > logStartOffset) {
      writing(() -> startAt(newLogStartOffset));
    }
  }

  /** The new start is on disk before what lies below it goes. */
  private void startAt(long offset) throws IOException {
    LeaderEpochs epochs = leaderEpochs.from(offset);
    stateFile.write(new StateFile.State(offset, epochs));
    snapshots.keepWithin(offset, logEndOffset);
    Long first = segments.floorKey(offset);
    List<Segment> gone =
        first == null ? List.of() : new ArrayList<>(segments.headMap(first, false).values());
    synchronized (retired) {
      retired.addAll(gone);
    }
    cutting(() -> {
      logStartOffset = offset;
      leaderEpochs = epochs;
      gone.forEach(segment -> segments.remove(segment.baseOffset));
    });
    var _ =
        inBackground(() -> {
          stateFile.force();
          deleteRetired();
          close(gone);
          return null;
        });
  }

  private void deleteRetired() throws IOException {
    synchronized (retired) {
      while (!retired.isEmpty()) {
        retired.getLast().deleteFile();
        retired.removeLast();
      }
    }
  }

  @Override
  public void roll() {
    requireService();
    if (!active().isEmpty()) {
      writing(() -> beginSegmentAt(logEndOffset));
    }
  }

  @Override
  public void reconfigure(LogConfig newConfig) {
    requireService();
    config = newConfig;
  }

  @Override
  public void saveSnapshot(long offset, ByteBuffer content) {
    requireService();
    writing(() -> snapshots.save(offset, content));
  }

  @Override
  public CompletionStage<Long> flush() {
    StorageException reason = refusal;
    return reason == null ? inBackground(this::force) : CompletableFuture.failedFuture(reason);
  }

  /** Once more when the log was truncated meanwhile, since it may end elsewhere now. */
  private long force() throws IOException {
    while (true) {
      int before;
      synchronized (durability) {
        before = truncations;
      }
      long end = logEndOffset;
      stateFile.force();
      for (Segment segment : segments.values()) {
        segment.force();
      }
      if (namesChanged) {
        namesChanged = false;
        Channels.forceFolder(folder);
      }
      synchronized (durability) {
        if (before == truncations) {
          durableOffset = Math.max(durableOffset, end);
          return durableOffset;
        }
      }
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<Object> done =
        inBackground(() -> {
          try {
            if (refusal == null) {
              force();
            }
            return null;
          } finally {
            closeFiles();
          }
        });
    try {
      done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StorageException known ? known : e;
    } finally {
      refuse(StorageException.Kind.UNUSABLE, id + " is closed", null);
      onClose.run();
    }
  }

  /** The log was deleted: its folder has another name already. */
  void discard() {
    closed.set(true);
    refuse(StorageException.Kind.UNUSABLE, id + " was deleted", null);
    snapshots.discard();
    var _ =
        inBackground(() -> {
          closeFiles();
          return null;
        });
  }

  private void closeFiles() throws IOException {
    cuts.writeLock().lock();
    try {
      close(segments.values());
      stateFile.close();
    } finally {
      cuts.writeLock().unlock();
    }
  }

  private static void close(Collection<Segment> segments) throws IOException {
    for (Segment segment : segments) {
      segment.close();
    }
  }

  /** Not at once: a flush may be under way, on the very thread that closes. */
  private void closeInBackground(List<Segment> gone) {
    var _ =
        inBackground(() -> {
          close(gone);
          return null;
        });
  }

  // Readers.

  @Override
  public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    return reading(() -> {
      long end = logEndOffset;
      if (offset < logStartOffset || offset > end) {
        throw new OffsetOutOfRangeException(id, offset, logStartOffset, end);
      }
      for (Segment segment : from(offset)) {
        Iterator<Batch> batches = segment.batchesFrom(offset).iterator();
        if (batches.hasNext()) {
          return copy(
              segment, batches, offset, maxBytes, Math.min(upToOffset, end), atLeastOneBatch);
        }
      }
      return CopiedSlice.empty(offset);
    });
  }

  private static LogSlice copy(
      Segment segment,
      Iterator<Batch> batches,
      long offset,
      int maxBytes,
      long upToOffset,
      boolean atLeastOneBatch)
      throws IOException {
    Batch first = batches.next();
    boolean fits = first.sizeBytes() <= maxBytes || atLeastOneBatch;
    if (first.lastOffset() >= upToOffset || !fits) {
      return CopiedSlice.empty(offset);
    }
    Batch last = first;
    while (batches.hasNext()) {
      Batch next = batches.next();
      if (next.lastOffset() >= upToOffset || next.endPosition() - first.position() > maxBytes) {
        break;
      }
      last = next;
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) (last.endPosition() - first.position()));
    segment.read(bytes, first.position());
    return new CopiedSlice(bytes, last.lastOffset() + 1);
  }

  /** The segments from the one on that holds the offset. */
  private Collection<Segment> from(long offset) {
    return segments.tailMap(holding(offset).baseOffset, true).values();
  }

  @Override
  public OptionalLong batchAtOrAfter(long timestamp) {
    return reading(() -> {
      for (Segment segment : from(logStartOffset)) {
        if (segment.largestTimestamp() >= timestamp) {
          for (Batch batch : segment.batchesFrom(logStartOffset)) {
            if (batch.maxTimestamp() >= timestamp) {
              return OptionalLong.of(batch.baseOffset());
            }
          }
        }
      }
      return OptionalLong.empty();
    });
  }

  @Override
  public OptionalLong batchWithLargestTimestamp() {
    long largest =
        reading(() -> {
          long found = Long.MIN_VALUE;
          for (Segment segment : from(logStartOffset)) {
            for (Batch batch : segment.batchesFrom(logStartOffset)) {
              found = Math.max(found, batch.maxTimestamp());
            }
          }
          return found;
        });
    return batchAtOrAfter(largest);
  }

  @Override
  public int latestLeaderEpoch() {
    return leaderEpochs.latest();
  }

  @Override
  public Optional<LeaderEpochEnd> endOfLeaderEpoch(int leaderEpoch) {
    return leaderEpochs.end(leaderEpoch, logEndOffset);
  }

  @Override
  public List<LogSegmentInfo> segments() {
    return reading(() -> segments.values().stream().map(Segment::info).toList());
  }

  @Override
  public Optional<LogSnapshot> latestSnapshot(long atMost) {
    return snapshots.latest(atMost, logStartOffset);
  }

  // What I/O is wrapped in.

  private interface Io<T> {
    T run() throws IOException;
  }

  private interface IoStep {
    void run() throws IOException;
  }

  private void requireService() {
    StorageException reason = refusal;
    if (reason != null) {
      throw reason;
    }
  }

  /** After an I/O error the log is out of service for its writer (S10). */
  private void writing(IoStep step) {
    try {
      step.run();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private StorageException failed(IOException e) {
    return refuse(StorageException.Kind.OFFLINE, "cannot write to " + folder + ": " + e, e);
  }

  /** The first reason holds. */
  private synchronized StorageException refuse(
      StorageException.Kind kind, String message, Throwable cause) {
    if (refusal == null) {
      refusal = new StorageException(kind, message, cause);
    }
    return refusal;
  }

  private void cutting(IoStep step) throws IOException {
    locked(
        cuts.writeLock(),
        () -> {
          step.run();
          return null;
        });
  }

  private <T> T reading(Io<T> read) {
    try {
      return locked(cuts.readLock(), read);
    } catch (IOException e) {
      throw new StorageException(
          StorageException.Kind.OFFLINE, "cannot read " + folder + ": " + e, e);
    }
  }

  private static <T> T locked(Lock lock, Io<T> step) throws IOException {
    lock.lock();
    try {
      return step.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> CompletableFuture<T> inBackground(Io<T> step) {
    CompletableFuture<T> done = new CompletableFuture<>();
    background.execute(() -> {
      try {
        done.complete(step.run());
      } catch (IOException e) {
        done.completeExceptionally(failed(e));
      } catch (RuntimeException | Error e) {
        done.completeExceptionally(e);
      }
    });
    return done;
  }
}
