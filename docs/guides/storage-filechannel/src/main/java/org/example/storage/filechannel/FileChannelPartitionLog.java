package org.example.storage.filechannel;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One log in its folder: the writer's side, and the way to the others.
 *
 * <pre>
 *   writer ──▶ append here, LogCuts ──▶ LogView ◀── LogReader ◀── readers
 *   background thread ──▶ Durability ──────┘
 * </pre>
 */
final class FileChannelPartitionLog implements PartitionLog {
  private final LogId id;
  private final DataDirectory directory;
  private final Path folder;
  private final Runnable onClose;
  private final StateFile stateFile;
  private final Snapshots snapshots;
  private final LogView view;
  private final LogReader reader;
  private final LogCuts cuts;
  private final Durability durability;
  private final Service service;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile LogConfig config;

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
    this.onClose = onClose;
    this.stateFile = files.stateFile();
    this.snapshots = files.snapshots();
    this.view = new LogView(files);
    this.reader = new LogReader(id, view);
    this.durability = new Durability(folder, view, stateFile);
    this.service = new Service(folder, background);
    this.cuts = new LogCuts(folder, view, files, durability, service);
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
      log.durability.force();
      return log;
    } catch (IOException e) {
      log.closeFiles();
      throw e;
    }
  }

  // The writer.

  @Override
  public void append(ByteBuffer recordBatches) {
    service.require();
    ByteBuffer bytes = recordBatches.slice(); // Big endian, and leaves the caller's alone (S15).
    int sizeBytes = bytes.remaining();
    List<Batch> batches = Batch.allIn(bytes, view.logEndOffset());
    if (sizeBytes > config.segmentBytes()) {
      throw new IllegalArgumentException(
          "%d bytes in one append to %s; at most segment.bytes=%d are allowed"
              .formatted(sizeBytes, id, config.segmentBytes()));
    }
    service.writing(() -> write(bytes, batches));
    view.leaderEpochs(view.leaderEpochs().withThoseOf(batches));
    view.endsAt(batches.getLast().lastOffset() + 1);
  }

  private void write(ByteBuffer bytes, List<Batch> batches) throws IOException {
    int sizeBytes = bytes.remaining();
    directory.requireRoomFor(sizeBytes, id);
    if (view.active().isFullFor(batches, sizeBytes, config.segmentBytes(), config.segmentMs())) {
      beginSegment();
    }
    try {
      view.active().append(bytes, batches);
    } catch (IOException e) {
      directory.requireRoomFor(sizeBytes, id); // A full disk is no failure of it (S32).
      throw e;
    }
  }

  private void beginSegment() throws IOException {
    view.begin(new Segment(folder, view.logEndOffset()));
    durability.namesChanged();
  }

  @Override
  public void startLeaderEpoch(int leaderEpoch) {
    service.require();
    LeaderEpochs next = view.leaderEpochs().startingAt(leaderEpoch, view.logEndOffset());
    if (next != view.leaderEpochs()) {
      service.writing(() -> stateFile.write(new StateFile.State(view.logStartOffset(), next)));
      view.leaderEpochs(next);
    }
  }

  @Override
  public void truncateTo(long offset) {
    service.require();
    if (offset < view.logStartOffset()) {
      truncateFullyAndStartAt(offset);
    } else if (offset < view.logEndOffset()) {
      service.writing(() -> cuts.truncateTo(offset));
    } else {
      forgetLeaderEpochsFrom(view.logEndOffset());
    }
  }

  private void forgetLeaderEpochsFrom(long logEndOffset) {
    LeaderEpochs left = view.leaderEpochs().without(start -> start.offset() >= logEndOffset);
    if (!left.equals(view.leaderEpochs())) {
      service.writing(() -> stateFile.write(new StateFile.State(view.logStartOffset(), left)));
      view.leaderEpochs(left);
    }
  }

  @Override
  public void truncateFullyAndStartAt(long offset) {
    service.writing(() -> cuts.startAnewAt(offset));
  }

  @Override
  public void advanceStart(long newLogStartOffset) {
    service.require();
    if (newLogStartOffset > view.logEndOffset()) {
      throw new IllegalArgumentException(
          "log start %d of %s; at most the log end offset %d is allowed"
              .formatted(newLogStartOffset, id, view.logEndOffset()));
    }
    if (newLogStartOffset > view.logStartOffset()) {
      service.writing(() -> cuts.advanceStartTo(newLogStartOffset));
    }
  }

  @Override
  public void roll() {
    service.require();
    if (!view.active().isEmpty()) {
      service.writing(this::beginSegment);
    }
  }

  @Override
  public void reconfigure(LogConfig newConfig) {
    service.require();
    config = newConfig;
  }

  @Override
  public void saveSnapshot(long offset, ByteBuffer content) {
    service.writing(() -> snapshots.save(offset, content));
  }

  @Override
  public CompletionStage<Long> flush() {
    try {
      service.require();
    } catch (StorageException outOfService) {
      return CompletableFuture.failedFuture(outOfService);
    }
    return service.inBackground(durability::force);
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<Object> done = service.inBackground(this::forceAndClose);
    try {
      done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StorageException known ? known : e;
    } finally {
      service.refuse(StorageException.Kind.UNUSABLE, id + " is closed", null);
      onClose.run();
    }
  }

  private Object forceAndClose() throws IOException {
    try {
      return service.isOn() ? durability.force() : -1L;
    } finally {
      closeFiles();
    }
  }

  /** The log was deleted: its folder has another name already. */
  void discard() {
    closed.set(true);
    service.refuse(StorageException.Kind.UNUSABLE, id + " was deleted", null);
    snapshots.discard();
    var _ =
        service.inBackground(() -> {
          closeFiles();
          return null;
        });
  }

  private void closeFiles() throws IOException {
    view.cutting(() -> {
      LogCuts.close(view.segments());
      stateFile.close();
    });
  }

  // Readers.

  @Override
  public LogId id() {
    return id;
  }

  @Override
  public long logStartOffset() {
    return view.logStartOffset();
  }

  @Override
  public long logEndOffset() {
    return view.logEndOffset();
  }

  @Override
  public long durableOffset() {
    return durability.offset();
  }

  @Override
  public long sizeBytes() {
    return reader.sizeBytes();
  }

  @Override
  public LogDirectory directory() {
    return directory.describe();
  }

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
    return view.leaderEpochs().latest();
  }

  @Override
  public Optional<LeaderEpochEnd> endOfLeaderEpoch(int leaderEpoch) {
    return view.leaderEpochs().end(leaderEpoch, view.logEndOffset());
  }

  @Override
  public List<LogSegmentInfo> segments() {
    return reader.segments();
  }

  @Override
  public Optional<LogSnapshot> latestSnapshot(long atMost) {
    return snapshots.latest(atMost, view.logStartOffset());
  }
}
