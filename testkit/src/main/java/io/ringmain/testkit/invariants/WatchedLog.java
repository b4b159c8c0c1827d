package io.ringmain.testkit.invariants;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.PartitionLog;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** A log in a simulation: does what the real one does, and tells how it was changed. */
final class WatchedLog implements PartitionLog {
  private final PartitionLog real;
  private final StorageWatch watch;

  WatchedLog(PartitionLog real, StorageWatch watch) {
    this.real = real;
    this.watch = watch;
  }

  @Override
  public void append(ByteBuffer recordBatches) {
    ByteBuffer appended = recordBatches.duplicate();
    real.append(recordBatches);
    watch.appended(real.id(), appended);
  }

  @Override
  public void truncateTo(long offset) {
    long endBefore = real.logEndOffset();
    real.truncateTo(offset);
    if (offset < endBefore) {
      watch.truncated(real.id(), real.logEndOffset());
    }
  }

  @Override
  public void truncateFullyAndStartAt(long offset) {
    real.truncateFullyAndStartAt(offset);
    watch.truncated(real.id(), offset);
  }

  @Override
  public void advanceStart(long newLogStartOffset) {
    long startBefore = real.logStartOffset();
    real.advanceStart(newLogStartOffset);
    if (newLogStartOffset > startBefore) {
      watch.startAdvanced(real.id(), newLogStartOffset);
    }
  }

  @Override
  public CompletionStage<Long> flush() {
    return WatchedStorage.completed(real.flush());
  }

  // From here on, the real one does it all.

  @Override
  public LogId id() {
    return real.id();
  }

  @Override
  public long logStartOffset() {
    return real.logStartOffset();
  }

  @Override
  public long logEndOffset() {
    return real.logEndOffset();
  }

  @Override
  public long durableOffset() {
    return real.durableOffset();
  }

  @Override
  public long sizeBytes() {
    return real.sizeBytes();
  }

  @Override
  public LogDirectory directory() {
    return real.directory();
  }

  @Override
  public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    return real.read(offset, maxBytes, upToOffset, atLeastOneBatch);
  }

  @Override
  public OptionalLong batchAtOrAfter(long timestamp) {
    return real.batchAtOrAfter(timestamp);
  }

  @Override
  public OptionalLong batchWithLargestTimestamp() {
    return real.batchWithLargestTimestamp();
  }

  @Override
  public int latestLeaderEpoch() {
    return real.latestLeaderEpoch();
  }

  @Override
  public void startLeaderEpoch(int leaderEpoch) {
    real.startLeaderEpoch(leaderEpoch);
  }

  @Override
  public Optional<LeaderEpochEnd> endOfLeaderEpoch(int leaderEpoch) {
    return real.endOfLeaderEpoch(leaderEpoch);
  }

  @Override
  public List<LogSegmentInfo> segments() {
    return real.segments();
  }

  @Override
  public void roll() {
    real.roll();
  }

  @Override
  public void reconfigure(LogConfig config) {
    real.reconfigure(config);
  }

  @Override
  public Optional<LogRewrite> rewrite(long fromOffset, long toOffset) {
    return real.rewrite(fromOffset, toOffset);
  }

  @Override
  public boolean replace(LogRewrite rewrite) {
    return real.replace(rewrite);
  }

  @Override
  public long firstDirtyOffset() {
    return real.firstDirtyOffset();
  }

  @Override
  public void firstDirtyOffset(long offset) {
    real.firstDirtyOffset(offset);
  }

  @Override
  public void saveSnapshot(long offset, ByteBuffer content) {
    real.saveSnapshot(offset, content);
  }

  @Override
  public Optional<LogSnapshot> latestSnapshot(long atMost) {
    return real.latestSnapshot(atMost);
  }

  @Override
  public void close() {
    real.close();
  }
}
