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
import io.ringmain.spi.storage.StorageException;
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
  private final LogId id;
  private final Services services;
  private final DataDirectory directory;
  private final LeaderEpochs leaderEpochs;
  private final Snapshots snapshots;
  private final LogFlusher flusher;
  private final Consumer<MmapPartitionLog> onClosed;
  private final WriterGate gate = new WriterGate();
  private final LogState state;
  private final LogAppender appender;
  private final LogReader reader;
  private final LogCutter cutter;

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
    this.flusher =
        new LogFlusher(
            state,
            services.background(),
            directory,
            leaderEpochs,
            this::failFromOutside,
            opened.durableOffset());
    this.cutter = new LogCutter(state, services, directory, leaderEpochs, snapshots, flusher);
    this.appender = new LogAppender(state, services, directory, leaderEpochs, flusher, cutter);
    if (opened.durableOffset() < state.logEndOffset) {
      // So that another crash need not verify the same again. Nobody waits for it.
      var _ = flusher.flush();
    } else if (leaderEpochs.areUnwritten()) {
      // Else those that the open has dropped might be taken up again after a crash.
      flusher.writeLeaderEpochs();
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

  /** Not for the hot path, which allocates nothing. */
  private void asWriter(Runnable change) {
    enter();
    try {
      change.run();
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void append(ByteBuffer recordBatches) {
    enter();
    try {
      directory.checkWritable();
      appender.append(
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

  @Override
  public void startLeaderEpoch(int leaderEpoch) {
    asWriter(() -> {
      if (leaderEpochs.start(leaderEpoch, state.logEndOffset)) {
        flusher.writeLeaderEpochs();
      }
    });
  }

  @Override
  public void roll() {
    asWriter(appender::roll);
  }

  @Override
  public void reconfigure(LogConfig newConfig) {
    asWriter(() -> state.config = newConfig);
  }

  @Override
  public void truncateTo(long offset) {
    asWriter(() -> cutter.truncateTo(offset));
  }

  @Override
  public void truncateFullyAndStartAt(long offset) {
    asWriter(() -> cutter.startAnewAt(offset));
  }

  @Override
  public void advanceStart(long newLogStartOffset) {
    asWriter(() -> {
      if (newLogStartOffset > state.logEndOffset) {
        throw new IllegalArgumentException(
            "log start offset %d of %s would be above its log end offset %d"
                .formatted(newLogStartOffset, id, state.logEndOffset));
      }
      if (newLogStartOffset > state.logStartOffset) {
        cutter.advanceStart(newLogStartOffset);
      }
    });
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
    return flusher.flush();
  }

  @Override
  public void saveSnapshot(long offset, ByteBuffer content) {
    asWriter(() -> {
      if (offset > state.logEndOffset) {
        throw new IllegalArgumentException(
            "a snapshot of %s at %d is above its log end offset %d"
                .formatted(id, offset, state.logEndOffset));
      }
      snapshots.save(offset, content);
    });
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
    if (appender.isIdle(nowMs) && gate.tryEnter()) {
      try {
        if (!state.closed && state.failure == null) {
          appender.releaseSpace();
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
        appender.releaseNext();
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
      appender.close();
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
        appender.seal();
        flusher.flushAll();
        snapshots.persist();
      }
    } catch (StorageException e) {
      throw failed(e);
    } finally {
      cutter.close();
      appender.close();
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
