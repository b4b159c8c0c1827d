package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

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
  private final LogState state;
  private final LogReader reader;
  private final LogCutter cutter;
  private final NextSegment nextSegment;

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
    this.onClosed = onClosed;
    this.leaderEpochs = opened.leaderEpochs();
    this.snapshots = opened.snapshots();
    this.state =
        new LogState(
            id,
            opened.folder(),
            config,
            new SegmentList(opened.segments()),
            opened.logStartOffset());
    this.reader = new LogReader(state, this::failFromOutside);
    this.flusher = new LogFlusher(id, services.background(), directory, opened.durableOffset());
    this.cutter =
        new LogCutter(
            state,
            services,
            directory,
            leaderEpochs,
            this::persistLeaderEpochs,
            snapshots,
            flusher);
    this.nextSegment = new NextSegment(services, directory);
    if (opened.durableOffset() < state.logEndOffset) {
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
    return state.logStartOffset;
  }

  @Override
  public long logEndOffset() {
    return state.logEndOffset;
  }

  @Override
  public long durableOffset() {
    return flusher.durableOffset();
  }

  @Override
  public long sizeBytes() {
    return state.sizeBytes();
  }

  @Override
  public LogDirectory directory() {
    return directory.describe();
  }

  // Writing.

  private void enter() {
    gate.enter();
    if (state.failure != null) {
      gate.leave();
      throw state.failure;
    }
    if (state.closed) {
      gate.leave();
      throw new IllegalStateException(id + " is closed");
    }
  }

  private StorageException failed(StorageException cause) {
    if (!cause.kind().retriable()) {
      state.failure = cause;
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
              StorageException.Kind.OFFLINE,
              "cannot write to the mapping of " + state.folder,
              fault));
    } finally {
      gate.leave();
    }
  }

  private void appendEntered(ByteBuffer batches) {
    int from = batches.position();
    int end = batches.limit();
    long lastOffset = state.logEndOffset - 1;
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
    LogConfig settings = state.config;
    if (end - from > settings.segmentBytes()) {
      throw new IllegalArgumentException(
          "an append of %d bytes to %s is larger than segment.bytes=%d; smaller ones are allowed"
              .formatted(end - from, id, settings.segmentBytes()));
    }
    Segment active = state.segments.active();
    long firstOffset = RecordBatchHeader.baseOffset(batches, from);
    if (active.mustRollBefore(end - from, lastOffset, timestamp, settings)
        || firstOffset < active.baseOffset()) {
      active = rollFor(firstOffset, lastOffset);
    }
    active.append(batches, from, end - from, lastOffset, settings);
    noteLeaderEpochs(batches, from, end);
    state.publishEnd(lastOffset + 1);
    if (!nextSegment.isWanted() && isNearlyFull(active, settings)) {
      nextSegment.prepare(
          state.folder, Math.min(settings.segmentBytes(), Segment.LARGEST_STEP_BYTES));
    }
  }

  private static boolean isNearlyFull(Segment active, LogConfig settings) {
    int left = settings.segmentBytes() - active.size();
    return left < Math.min(settings.segmentBytes() >> 2, Segment.LARGEST_STEP_BYTES);
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
    services.background().flush(() -> flusher.withNames(this::writeLeaderEpochs));
  }

  private void writeLeaderEpochs() {
    try {
      leaderEpochs.persist();
    } catch (IOException e) {
      // Tried again with the next change, and before the durable offset grows.
      LOG.log(Level.WARNING, "cannot write the leader epochs of " + id, e);
    }
  }

  /** Called by the flusher before the durable offset grows. */
  void forceLeaderEpochs() {
    try {
      leaderEpochs.force();
    } catch (IOException e) {
      if (!state.closed) {
        throw IoFailures.of("flush the leader epochs in", state.folder, e);
      }
    }
  }

  private Segment rollFor(long firstOffset, long lastOffset) {
    boolean fits = lastOffset - state.logEndOffset <= Integer.MAX_VALUE;
    return rollAt(fits ? state.logEndOffset : firstOffset);
  }

  private Segment rollAt(long baseOffset) {
    Segment active = state.segments.active();
    NextSegment.Spare spare = nextSegment.take(Segment.path(state.folder, baseOffset));
    Segment next =
        spare == null
            ? new Segment(services, directory, state.folder, baseOffset, KnownIndexes.NONE)
            : new Segment(services, directory, state.folder, baseOffset, spare);
    if (active.size() == 0) {
      cutter.replaceEmptyActive(active, next);
    } else {
      active.seal();
      state.segments = state.segments.with(next);
      flusher.flushSealed(this);
    }
    return next;
  }

  @Override
  public void startLeaderEpoch(int leaderEpoch) {
    enter();
    try {
      if (leaderEpochs.start(leaderEpoch, state.logEndOffset)) {
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
      if (state.segments.active().size() > 0) {
        rollAt(state.logEndOffset).createFile();
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
    state.config = newConfig;
    gate.leave();
  }

  @Override
  public void truncateTo(long offset) {
    enter();
    try {
      if (offset >= state.logEndOffset) {
        if (leaderEpochs.truncateTo(state.logEndOffset)) {
          persistLeaderEpochs();
        }
        return;
      }
      if (offset < state.logStartOffset) {
        cutter.startAnewAt(offset);
      } else {
        cutter.cutAt(offset);
      }
      directory.checkpointSoon(services.background());
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void truncateFullyAndStartAt(long offset) {
    enter();
    try {
      cutter.startAnewAt(offset);
      directory.checkpointSoon(services.background());
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void advanceStart(long newLogStartOffset) {
    enter();
    try {
      if (newLogStartOffset > state.logEndOffset) {
        throw new IllegalArgumentException(
            "log start offset %d of %s would be above its log end offset %d"
                .formatted(newLogStartOffset, id, state.logEndOffset));
      }
      if (newLogStartOffset > state.logStartOffset) {
        cutter.advanceStart(newLogStartOffset);
      }
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public Optional<LogRewrite> rewrite(long fromOffset, long toOffset) {
    SegmentList list = state.segments;
    int from = list.indexOf(fromOffset);
    int to = list.indexOf(toOffset);
    if (from < 0 || to <= from || toOffset - fromOffset > Integer.MAX_VALUE || state.closed) {
      return Optional.empty();
    }
    List<Segment> replaced = list.asList().subList(from, to);
    return Optional.of(
        new SegmentRewrite(services, directory, state.folder, replaced, toOffset, state.config));
  }

  @Override
  public boolean replace(LogRewrite rewrite) {
    SegmentRewrite finished = (SegmentRewrite) rewrite;
    if (!finished.isFinished()) {
      throw new IllegalArgumentException("a rewrite of " + id + " is put in place unfinished");
    }
    enter();
    try {
      return cutter.replace(finished);
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public long firstDirtyOffset() {
    return directory.firstDirty(id);
  }

  @Override
  public void firstDirtyOffset(long offset) {
    directory.firstDirtyIs(id, offset);
  }

  @Override
  public CompletionStage<Long> flush() {
    return flusher.flush(this);
  }

  @Override
  public void saveSnapshot(long offset, ByteBuffer content) {
    enter();
    try {
      if (offset > state.logEndOffset) {
        throw new IllegalArgumentException(
            "a snapshot of %s at %d is above its log end offset %d"
                .formatted(id, offset, state.logEndOffset));
      }
      snapshots.save(offset, content);
    } finally {
      gate.leave();
    }
  }

  // Reading.

  @Override
  public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    return reader.read(offset, maxBytes, upToOffset, atLeastOneBatch);
  }

  @Override
  public OptionalLong batchAtOrAfter(long timestamp) {
    return reader.batchAtOrAfter(timestamp);
  }

  @Override
  public OptionalLong batchWithLargestTimestamp() {
    return reader.batchWithLargestTimestamp();
  }

  @Override
  public int latestLeaderEpoch() {
    return leaderEpochs.latest();
  }

  @Override
  public Optional<LeaderEpochEnd> endOfLeaderEpoch(int leaderEpoch) {
    return leaderEpochs.end(leaderEpoch, state.logEndOffset);
  }

  @Override
  public List<LogSegmentInfo> segments() {
    return reader.segments();
  }

  @Override
  public Optional<LogSnapshot> latestSnapshot(long atMost) {
    return snapshots.latest(atMost, state.logStartOffset);
  }

  // Called by the storage and its background threads.

  long fileDeleteDelayMs() {
    return state.config.fileDeleteDelayMs();
  }

  SegmentList segmentList() {
    return state.segments;
  }

  /** Takes a flush or a read that failed: nothing more is written. */
  void failFromOutside(StorageException cause) {
    // Not behind the gate: a closing writer waits there for the flusher. And not when the log has
    // failed, was closed or deleted: a file that is missing then is no fault of the directory.
    if (state.failure == null && !state.closed) {
      var _ = failed(cause);
    }
  }

  /** Called by the housekeeper about once a second. */
  void releaseSpaceIfIdle(long nowMs) {
    Segment active = state.segments.active();
    if ((active.hasUnusedSpace() || nextSegment.isReady())
        && nowMs - active.lastModifiedMs() > IDLE_MS
        && gate.tryEnter()) {
      try {
        if (!state.closed && state.failure == null) {
          state.segments.active().releaseSpace();
          nextSegment.release();
        }
      } finally {
        gate.leave();
      }
    }
  }

  /**
   * Gives the folder another name while the log is in use. Called by the writer, or while there is
   * none, and while nobody reads.
   *
   * @return false when a flush is under way; nothing has changed then
   */
  boolean moveTo(Path newFolder, Renaming rename) {
    enter();
    try {
      return flusher.unlessFlushing(() -> {
        nextSegment.release();
        rename.rename(state.folder);
        state.folder = newFolder;
        snapshots.movedTo(newFolder);
        leaderEpochs.movedTo(newFolder);
        state.segments.asList().forEach(segment -> segment.movedTo(newFolder));
      });
    } finally {
      gate.leave();
    }
  }

  /** Ends the log because it is deleted; the folder is renamed by {@code rename}. */
  void delete(Renaming rename) {
    gate.enter();
    try {
      state.closed = true;
      state.failure = new StorageException(StorageException.Kind.OFFLINE, id + " is deleted");
      cutter.close();
      nextSegment.close();
      Path newFolder = rename.rename(state.folder);
      state.folder = newFolder;
      snapshots.movedTo(newFolder);
      leaderEpochs.movedTo(newFolder);
      for (Segment segment : state.segments.asList()) {
        segment.movedTo(newFolder);
        segment.retire();
      }
    } finally {
      gate.leave();
    }
  }

  /** Renames a folder and tells its new name. */
  interface Renaming {
    Path rename(Path folder);
  }

  @Override
  public void close() {
    gate.enter();
    try {
      if (state.closed) {
        return;
      }
      state.closed = true;
      if (state.failure == null && directory.isOnline()) {
        Segment active = state.segments.active();
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
      cutter.close();
      nextSegment.close();
      state.segments.asList().forEach(Segment::retire);
      gate.leave();
      onClosed.accept(this);
    }
  }

  /** Whether it was closed with everything on disk. */
  boolean isIntact() {
    return state.failure == null && directory.isOnline();
  }
}
