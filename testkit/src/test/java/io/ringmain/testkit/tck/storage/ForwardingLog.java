package io.ringmain.testkit.tck.storage;

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

/** Does what another log does, for those that break one rule of it. */
class ForwardingLog implements PartitionLog {
  final PartitionLog real;

  ForwardingLog(PartitionLog real) {
    this.real = real;
  }

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
  public void append(ByteBuffer recordBatches) {
    real.append(recordBatches);
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
  public void truncateTo(long offset) {
    real.truncateTo(offset);
  }

  @Override
  public void truncateFullyAndStartAt(long offset) {
    real.truncateFullyAndStartAt(offset);
  }

  @Override
  public void advanceStart(long newLogStartOffset) {
    real.advanceStart(newLogStartOffset);
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
    return real.replace(rewrite instanceof ForwardingRewrite between ? between.real : rewrite);
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
  public CompletionStage<Long> flush() {
    return real.flush();
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
