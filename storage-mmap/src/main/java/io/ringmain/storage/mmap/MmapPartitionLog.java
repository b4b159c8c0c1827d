package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One partition's log, as a list of segments.
 *
 * <p>Writer calls come from one thread at a time and pass the {@link WriterGate}, which keeps the
 * housekeeper out meanwhile. Readers take the list and the offsets as they are published and hold
 * no lock. {@link #append} and {@link #read} are the hot path: the first allocates nothing, the
 * second only the slice.
 */
final class MmapPartitionLog implements PartitionLog {
  private static final System.Logger LOG = System.getLogger(MmapPartitionLog.class.getName());
  private static final VarHandle LOG_END_OFFSET;

  static {
    try {
      LOG_END_OFFSET =
          MethodHandles.lookup().findVarHandle(MmapPartitionLog.class, "logEndOffset", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** An active segment without an append for so long gives up its unused space and its mapping. */
  private static final long IDLE_MS = 5_000;

  private final LogId id;
  private final Services services;
  private final DataDirectory directory;
  private final LeaderEpochs leaderEpochs;
  private final Snapshots snapshots;
  private final LogFlusher flusher;
  private final Consumer<MmapPartitionLog> onClosed;
  private final WriterGate gate = new WriterGate();

  private volatile Path folder;
  private volatile LogConfig config;
  private volatile SegmentList segments;
  private volatile long logStartOffset;
  private volatile long logEndOffset;
  private volatile int startPosition;
  private volatile StorageException failure;
  private volatile boolean closed;

  MmapPartitionLog(
      LogId id,
      Services services,
      DataDirectory directory,
      OpenedLog opened,
      LogConfig config,
      Consumer<MmapPartitionLog> onClosed) {
    this.id = id;
    this.services = services;
    this.directory = directory;
    this.folder = opened.folder();
    this.config = config;
    this.onClosed = onClosed;
    this.leaderEpochs = opened.leaderEpochs();
    this.snapshots = opened.snapshots();
    this.segments = new SegmentList(opened.segments());
    this.logEndOffset = segments.active().nextOffset();
    this.logStartOffset = opened.logStartOffset();
    this.startPosition = positionInFirstSegment(logStartOffset);
    this.flusher = new LogFlusher(id, services.background(), directory, opened.durableOffset());
    if (opened.durableOffset() < logEndOffset) {
      // So that another crash need not verify the same again. Nobody waits for it.
      var _ = flusher.flush(this);
    }
  }

  /** What was found on disk when the log was opened. */
  record OpenedLog(
      Path folder,
      List<Segment> segments,
      LeaderEpochs leaderEpochs,
      Snapshots snapshots,
      long logStartOffset,
      long durableOffset) {}

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
    return flusher.durableOffset();
  }

  @Override
  public long sizeBytes() {
    long bytes = -startPosition;
    for (Segment segment : segments.asList()) {
      bytes += segment.size();
    }
    return bytes;
  }

  @Override
  public LogDirectory directory() {
    return directory.describe();
  }

  // Writing.

  private void enter() {
    gate.enter();
    if (failure != null) {
      gate.leave();
      throw failure;
    }
    if (closed) {
      gate.leave();
      throw new IllegalStateException(id + " is closed");
    }
  }

  private StorageException failed(StorageException cause) {
    if (!cause.kind().retriable()) {
      failure = cause;
      if (cause.kind() == StorageException.Kind.OFFLINE) {
        directory.fail(cause);
      }
    }
    return cause;
  }

  @Override
  public void append(ByteBuffer recordBatches) {
    enter();
    try {
      directory.checkWritable();
      appendEntered(
          recordBatches.order() == ByteOrder.BIG_ENDIAN
              ? recordBatches
              : recordBatches.duplicate());
    } catch (StorageException e) {
      throw failed(e);
    } catch (InternalError fault) {
      // How the JVM reports a fault of a mapping: the disk failed under it.
      throw failed(
          new StorageException(
              StorageException.Kind.OFFLINE, "cannot write to the mapping of " + folder, fault));
    } finally {
      gate.leave();
    }
  }

  private void appendEntered(ByteBuffer batches) {
    int from = batches.position();
    int end = batches.limit();
    long lastOffset = logEndOffset - 1;
    long timestamp = -1;
    int position = from;
    while (position < end) {
      if (!Segment.isPlausible(batches, position, end)) {
        throw new IllegalArgumentException(
            "bytes from %d to %d of what is to be appended to %s are no whole record batch"
                .formatted(position, end, id));
      }
      long baseOffset = RecordBatchHeader.baseOffset(batches, position);
      if (baseOffset <= lastOffset) {
        throw new IllegalArgumentException(
            "a record batch for %s has base offset %d; at least %d is expected"
                .formatted(id, baseOffset, lastOffset + 1));
      }
      lastOffset = RecordBatchHeader.lastOffset(batches, position);
      timestamp = Math.max(timestamp, RecordBatchHeader.maxTimestamp(batches, position));
      position += RecordBatchHeader.sizeBytes(batches, position);
    }
    if (position == from) {
      return;
    }
    LogConfig settings = config;
    Segment active = segments.active();
    long firstOffset = RecordBatchHeader.baseOffset(batches, from);
    if (active.mustRollBefore(end - from, lastOffset, timestamp, settings)
        || firstOffset < active.baseOffset()) {
      active = rollFor(firstOffset, lastOffset, end - from, settings);
    }
    active.append(batches, from, end - from, lastOffset, settings);
    noteLeaderEpochs(batches, from, end);
    LOG_END_OFFSET.setRelease(this, lastOffset + 1);
  }

  private void noteLeaderEpochs(ByteBuffer batches, int from, int end) {
    boolean news = false;
    int position = from;
    while (position < end) {
      int leaderEpoch = RecordBatchHeader.leaderEpoch(batches, position);
      if (leaderEpoch > leaderEpochs.latest()) {
        news |= leaderEpochs.start(leaderEpoch, RecordBatchHeader.baseOffset(batches, position));
      }
      position += RecordBatchHeader.sizeBytes(batches, position);
    }
    if (news) {
      persistLeaderEpochs();
    }
  }

  private void persistLeaderEpochs() {
    services
        .background()
        .flush(() -> {
          try {
            leaderEpochs.persist();
          } catch (IOException e) {
            // Tried again with the next change, and before the durable offset grows.
            LOG.log(Level.WARNING, "cannot write the leader epochs of " + id, e);
          }
        });
  }

  /** Called by the flusher before the durable offset grows. */
  void forceLeaderEpochs() {
    try {
      leaderEpochs.force();
    } catch (IOException e) {
      if (!closed) {
        throw IoFailures.of("flush the leader epochs in", folder, e);
      }
    }
  }

  private Segment rollFor(long firstOffset, long lastOffset, int appendBytes, LogConfig settings) {
    if (appendBytes > settings.segmentBytes()) {
      throw new IllegalArgumentException(
          "an append of %d bytes to %s is larger than segment.bytes=%d; smaller ones are allowed"
              .formatted(appendBytes, id, settings.segmentBytes()));
    }
    boolean fits = lastOffset - logEndOffset <= Integer.MAX_VALUE;
    return rollAt(fits ? logEndOffset : firstOffset);
  }

  private Segment rollAt(long baseOffset) {
    Segment active = segments.active();
    Segment next = new Segment(services, directory, folder, baseOffset, KnownIndexes.NONE);
    if (active.size() == 0) {
      replaceEmptyActive(active, next);
    } else {
      active.seal();
      segments = segments.with(next);
      flusher.flushSealed(this);
    }
    return next;
  }

  /** The last segment has no batch yet and begins where the next one must not. */
  private void replaceEmptyActive(Segment active, Segment next) {
    List<Segment> remaining = new ArrayList<>(segments.asList());
    remaining.set(remaining.size() - 1, next);
    segments = new SegmentList(remaining);
    discard(List.of(active), 0);
  }

  @Override
  public void startLeaderEpoch(int leaderEpoch) {
    enter();
    try {
      if (leaderEpochs.start(leaderEpoch, logEndOffset)) {
        persistLeaderEpochs();
      }
    } finally {
      gate.leave();
    }
  }

  @Override
  public void roll() {
    enter();
    try {
      if (segments.active().size() > 0) {
        rollAt(logEndOffset).createFile();
      }
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void reconfigure(LogConfig newConfig) {
    enter();
    config = newConfig;
    gate.leave();
  }

  @Override
  public void truncateTo(long offset) {
    enter();
    try {
      if (offset >= logEndOffset) {
        return;
      }
      if (offset < logStartOffset) {
        startAnewAt(offset);
      } else {
        cutAt(offset);
      }
      directory.checkpointSoon(services.background());
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      gate.leave();
    }
  }

  private void cutAt(long offset) {
    SegmentList before = segments;
    int last = before.floor(offset);
    Segment cut = before.at(last);
    int position = SegmentReader.position(cut, offset);
    long newEnd = offset;
    if (position < cut.size()) {
      // A batch that holds the log start inside goes too, but the log never ends before it starts.
      newEnd =
          Math.max(logStartOffset, Math.min(offset, SegmentReader.baseOffsetAt(cut, position)));
    }
    List<Segment> remaining = new ArrayList<>(before.asList().subList(0, last + 1));
    discard(before.asList().subList(last + 1, before.size()), 0);
    if (position < cut.size() || cut.isSealed()) {
      remaining.removeLast();
      if (position > 0) {
        SegmentLoader left = SegmentLoader.ofKnownBatches(services, directory, folder, config);
        remaining.add(SegmentCut.cut(cut, position, left));
      } else {
        discard(List.of(cut), 0);
      }
    }
    // The end is where the last batch ends, or else a new segment remembers it.
    if (remaining.isEmpty()) {
      directory.logStartIs(id, logStartOffset); // Which may now lie below the first segment.
    }
    if (remaining.isEmpty() || remaining.getLast().nextOffset() != newEnd) {
      Segment next = new Segment(services, directory, folder, newEnd, KnownIndexes.NONE);
      next.createFile();
      if (!remaining.isEmpty()) {
        remaining.getLast().seal();
      }
      remaining.add(next);
    }
    publishTruncated(new SegmentList(remaining), newEnd);
  }

  private void publishTruncated(SegmentList remaining, long newEnd) {
    flusher.truncatedTo(newEnd);
    if (leaderEpochs.truncateTo(newEnd)) {
      persistLeaderEpochs();
    }
    snapshots.forgetAbove(newEnd);
    segments = remaining;
    startPosition = positionInFirstSegment(logStartOffset);
    logEndOffset = newEnd;
    // Once more, for a flush that began in between and still saw the former end.
    flusher.truncatedTo(newEnd);
  }

  @Override
  public void truncateFullyAndStartAt(long offset) {
    enter();
    try {
      startAnewAt(offset);
      directory.checkpointSoon(services.background());
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      gate.leave();
    }
  }

  private void startAnewAt(long offset) {
    SegmentList before = segments;
    discard(before.asList(), 0);
    Segment next = new Segment(services, directory, folder, offset, KnownIndexes.NONE);
    next.createFile();
    snapshots.forgetAbove(-1);
    if (leaderEpochs.clear()) {
      persistLeaderEpochs();
    }
    flusher.truncatedTo(offset);
    logStartOffset = offset;
    startPosition = 0;
    segments = new SegmentList(List.of(next));
    logEndOffset = offset;
    flusher.startsAnewAt(offset);
    directory.logStartIs(id, offset);
  }

  @Override
  public void advanceStart(long newLogStartOffset) {
    enter();
    try {
      if (newLogStartOffset > logEndOffset) {
        throw new IllegalArgumentException(
            "log start offset %d of %s would be above its log end offset %d"
                .formatted(newLogStartOffset, id, logEndOffset));
      }
      if (newLogStartOffset > logStartOffset) {
        advanceStartEntered(newLogStartOffset);
      }
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      gate.leave();
    }
  }

  private void advanceStartEntered(long newLogStartOffset) {
    SegmentList before = segments;
    int first = 0;
    while (first < before.size() - 1 && before.at(first + 1).baseOffset() <= newLogStartOffset) {
      first++;
    }
    // Readers take the list before the start: with the new list they see the new start.
    logStartOffset = newLogStartOffset;
    segments = new SegmentList(before.asList().subList(first, before.size()));
    startPosition = positionInFirstSegment(newLogStartOffset);
    snapshots.forgetBelow(newLogStartOffset);
    if (leaderEpochs.advanceStart(newLogStartOffset)) {
      persistLeaderEpochs();
    }
    directory.logStartIs(id, newLogStartOffset);
    discardInBackground(before.asList().subList(0, first));
  }

  private int positionInFirstSegment(long offset) {
    Segment first = segments.first();
    return offset <= first.baseOffset() ? 0 : SegmentReader.position(first, offset);
  }

  /** Renames at once, since a new segment may need the names; removes later. */
  private void discard(List<Segment> gone, long delayMs) {
    for (Segment segment : gone) {
      segment.retire();
      try {
        List<Path> files = Deletion.rename(segment);
        services.background().housekeepAfter(delayMs, () -> Deletion.delete(files));
      } catch (IOException e) {
        throw IoFailures.of("delete", segment.file().path(), e);
      }
    }
  }

  /** The new log start goes to disk before what lies below it goes. */
  private void discardInBackground(List<Segment> gone) {
    Background background = services.background();
    long delayMs = config.fileDeleteDelayMs();
    background.flush(() -> {
      directory.checkpoint();
      background.housekeep(() -> {
        try {
          discard(gone, delayMs);
        } catch (StorageException e) {
          // The next open removes what lies below the log start.
          LOG.log(Level.WARNING, e.getMessage());
        }
      });
    });
  }

  @Override
  public CompletionStage<Long> flush() {
    return flusher.flush(this);
  }

  @Override
  public void saveSnapshot(long offset, ByteBuffer content) {
    enter();
    try {
      if (offset > logEndOffset) {
        throw new IllegalArgumentException(
            "a snapshot of %s at %d is above its log end offset %d"
                .formatted(id, offset, logEndOffset));
      }
      snapshots.save(offset, content);
    } finally {
      gate.leave();
    }
  }

  // Reading.

  @Override
  public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    while (true) {
      SegmentList list = segments;
      long end = logEndOffset;
      long start = logStartOffset;
      if (offset < start || offset > end) {
        throw new OffsetOutOfRangeException(id, offset, start, end);
      }
      long upTo = Math.min(upToOffset, end);
      if (offset >= upTo) {
        return new EmptySlice(offset);
      }
      LogSlice found = SegmentReader.BEYOND;
      for (int i = list.floor(offset); i < list.size() && SegmentReader.isBeyond(found); i++) {
        found = SegmentReader.read(list.at(i), offset, maxBytes, upTo, atLeastOneBatch);
      }
      if (!SegmentReader.isRetired(found) && !SegmentReader.isBeyond(found)) {
        return found;
      }
      if (SegmentReader.isBeyond(found) && list == segments) {
        return new EmptySlice(offset);
      }
      awaitOtherThan(list);
    }
  }

  /**
   * A segment was retired under a reader: the writer, truncating, is about to publish a new list.
   */
  private void awaitOtherThan(SegmentList list) {
    while (list == segments) {
      StorageException cause = failure;
      if (cause != null) {
        throw cause;
      }
      if (closed) {
        throw new IllegalStateException(id + " is closed");
      }
      LockSupport.parkNanos(this, 50_000);
    }
  }

  @Override
  public OptionalLong batchAtOrAfter(long timestamp) {
    return search(list -> TimestampSearch.firstAtOrAfter(list, logStartOffset, timestamp));
  }

  @Override
  public OptionalLong batchWithLargestTimestamp() {
    return search(list -> TimestampSearch.firstWithLargest(list, logStartOffset));
  }

  private OptionalLong search(Function<SegmentList, OptionalLong> search) {
    while (true) {
      SegmentList list = segments;
      OptionalLong found = search.apply(list);
      if (list.asList().stream().noneMatch(Segment::isRetired)) {
        return found;
      }
      awaitOtherThan(list);
    }
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
    List<LogSegmentInfo> infos = new ArrayList<>();
    for (Segment segment : segments.asList()) {
      infos.add(
          new LogSegmentInfo(
              segment.baseOffset(),
              segment.nextOffset(),
              segment.size(),
              segment.largestTimestamp(),
              segment.lastModifiedMs()));
    }
    return infos;
  }

  @Override
  public Optional<LogSnapshot> latestSnapshot(long atMost) {
    return snapshots.latest(atMost, logStartOffset);
  }

  // Called by the storage and its background threads.

  long fileDeleteDelayMs() {
    return config.fileDeleteDelayMs();
  }

  SegmentList segmentList() {
    return segments;
  }

  /** Takes a flush that failed: nothing more is written. */
  void failFromBackground(StorageException cause) {
    // Not behind the gate: a closing writer waits there for the flusher.
    var _ = failed(cause);
  }

  /** Called by the housekeeper about once a second. */
  void releaseSpaceIfIdle(long nowMs) {
    Segment active = segments.active();
    if (active.hasUnusedSpace() && nowMs - active.lastModifiedMs() > IDLE_MS && gate.tryEnter()) {
      try {
        if (!closed && failure == null) {
          segments.active().releaseSpace();
        }
      } finally {
        gate.leave();
      }
    }
  }

  /** Ends the log because it is deleted; the folder is renamed by {@code rename}. */
  void delete(Deleted rename) {
    gate.enter();
    try {
      closed = true;
      failure = new StorageException(StorageException.Kind.OFFLINE, id + " is deleted");
      Path newFolder = rename.rename(folder);
      folder = newFolder;
      snapshots.movedTo(newFolder);
      leaderEpochs.movedTo(newFolder);
      for (Segment segment : segments.asList()) {
        segment.movedTo(newFolder);
        segment.retire();
      }
    } finally {
      gate.leave();
    }
  }

  /** Renames a folder and tells its new name. */
  interface Deleted {
    Path rename(Path folder);
  }

  @Override
  public void close() {
    gate.enter();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (failure == null) {
        Segment active = segments.active();
        active.seal();
        if (active.baseOffset() > 0) {
          active.createFile();
        }
        flusher.flushAll(this);
        snapshots.persist();
      }
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      segments.asList().forEach(Segment::retire);
      gate.leave();
      onClosed.accept(this);
    }
  }

  /** Whether it was closed with everything on disk. */
  boolean isIntact() {
    return failure == null;
  }
}
