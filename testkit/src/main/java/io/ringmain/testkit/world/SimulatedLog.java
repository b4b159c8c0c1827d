package io.ringmain.testkit.world;

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
import io.ringmain.testkit.world.StoredSegment.StoredBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log that a process has open on a {@link SimulatedDisk}. */
final class SimulatedLog implements PartitionLog {
  private static final int KEPT_SNAPSHOTS = 2;

  /** What a flush takes at least, and at most beyond that. */
  private static final long FLUSH_NS = 100_000;

  private static final int FLUSH_SPREAD_NS = 2_000_000;

  private final SimulatedStorage storage;
  private final SimulatedDisk disk;
  private final StoredLog log;
  private LogConfig config;
  private boolean closed;
  private Optional<StorageException> outOfService = Optional.empty();
  private long flushesDueNs;

  SimulatedLog(SimulatedStorage storage, StoredLog log, LogConfig config) {
    this.storage = storage;
    this.disk = storage.disk();
    this.log = log;
    this.config = config;
  }

  @Override
  public LogId id() {
    return log.id;
  }

  @Override
  public long logStartOffset() {
    return log.startOffset;
  }

  @Override
  public long logEndOffset() {
    return log.endOffset;
  }

  @Override
  public long durableOffset() {
    return log.claimedOffset;
  }

  @Override
  public long sizeBytes() {
    long size = 0;
    for (StoredSegment segment : log.segments) {
      size += segment.sizeBytes();
    }
    for (StoredBatch batch : log.segments.getFirst().batches()) {
      if (batch.lastOffset() >= log.startOffset) {
        break;
      }
      size -= batch.bytes().length; // Below the start: still there, but no longer of the log.
    }
    return size;
  }

  @Override
  public LogDirectory directory() {
    return storage.directory();
  }

  @Override
  public void append(ByteBuffer recordBatches) {
    requireWritable();
    if (recordBatches.remaining() > config.segmentBytes()) {
      throw new IllegalArgumentException(
          "%s: an append of %d bytes; a segment has at most %d"
              .formatted(log.id, recordBatches.remaining(), config.segmentBytes()));
    }
    List<StoredBatch> checked = checked(recordBatches.duplicate());
    if (disk.full) {
      throw new StorageException(StorageException.Kind.FULL, log.id + ": the disk is full");
    }
    if (disk.writesFail) {
      throw offline("the disk does not write");
    }
    for (StoredBatch batch : checked) {
      rollFor(batch);
      ByteBuffer bytes = ByteBuffer.wrap(batch.bytes());
      log.add(batch, RecordBatchHeader.leaderEpoch(bytes, 0), storage.wallMs());
      disk.listener.onAppended(disk.machine, log.id, batch.baseOffset(), batch.lastOffset(), bytes);
    }
  }

  private StorageException offline(String why) {
    StorageException failure =
        new StorageException(StorageException.Kind.OFFLINE, log.id + ": " + why);
    outOfService = Optional.of(failure);
    log.offline = true;
    return failure;
  }

  /** S12, S13: copies of all batches, or an exception before anything has changed. */
  private List<StoredBatch> checked(ByteBuffer recordBatches) {
    List<StoredBatch> batches = new ArrayList<>(1);
    long next = log.endOffset;
    int position = recordBatches.position();
    while (position < recordBatches.limit()) {
      int room = recordBatches.limit() - position;
      int size =
          room < RecordBatchHeader.HEADER_BYTES
              ? 0
              : RecordBatchHeader.sizeBytes(recordBatches, position);
      if (size < RecordBatchHeader.HEADER_BYTES || size > room) {
        throw new IllegalArgumentException(log.id + ": not a whole number of record batches");
      }
      long base = RecordBatchHeader.baseOffset(recordBatches, position);
      long last = RecordBatchHeader.lastOffset(recordBatches, position);
      if (base < next || last < base) {
        throw new IllegalArgumentException(
            "%s: offsets %d to %d do not follow log end offset %d"
                .formatted(log.id, base, last, next));
      }
      byte[] bytes = new byte[size];
      recordBatches.get(position, bytes);
      long maxTimestamp = RecordBatchHeader.maxTimestamp(recordBatches, position);
      batches.add(new StoredBatch(bytes, base, last, maxTimestamp));
      next = last + 1;
      position += size;
    }
    return batches;
  }

  private void rollFor(StoredBatch batch) {
    StoredSegment active = log.active();
    if (active.isEmpty()) {
      return;
    }
    boolean tooLarge = active.sizeBytes() + batch.bytes().length > config.segmentBytes();
    long first = active.batches().getFirst().maxTimestamp();
    boolean tooOld = first >= 0 && batch.maxTimestamp() - first > config.segmentMs();
    if (tooLarge || tooOld) {
      roll();
    }
  }

  @Override
  public LogSlice read(long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    if (offset < log.startOffset || offset > log.endOffset) {
      throw new OffsetOutOfRangeException(log.id, offset, log.startOffset, log.endOffset);
    }
    if (disk.readsFail) {
      log.offline = true; // Who cannot read a log does without it until the next start.
      throw new StorageException(
          StorageException.Kind.OFFLINE, log.id + ": the disk does not read");
    }
    int segment = log.segmentOf(offset);
    if (segment + 1 < log.segments.size() && log.segments.get(segment).nextOffset() <= offset) {
      segment++;
    }
    List<StoredBatch> batches = log.segments.get(segment).batches();
    int from = log.segments.get(segment).indexOf(offset);
    int to = from;
    int bytes = 0;
    while (to < batches.size() && batches.get(to).lastOffset() < upToOffset) {
      int size = batches.get(to).bytes().length;
      if (bytes + size > maxBytes && !(to == from && atLeastOneBatch)) {
        break;
      }
      bytes += size;
      to++;
    }
    ByteBuffer content = ByteBuffer.allocate(bytes);
    for (int i = from; i < to; i++) {
      content.put(batches.get(i).bytes());
    }
    long next = to == from ? offset : batches.get(to - 1).lastOffset() + 1;
    return new SimulatedSlice(disk, content.flip().asReadOnlyBuffer(), next);
  }

  @Override
  public OptionalLong batchAtOrAfter(long timestamp) {
    List<Long> found = new ArrayList<>(1);
    log.forEachFrom(
        log.startOffset,
        batch -> {
          if (found.isEmpty() && batch.maxTimestamp() >= timestamp) {
            found.add(batch.baseOffset());
          }
        });
    return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(found.getFirst());
  }

  @Override
  public OptionalLong batchWithLargestTimestamp() {
    StoredBatch[] largest = new StoredBatch[1];
    log.forEachFrom(
        log.startOffset,
        batch -> {
          if (largest[0] == null || batch.maxTimestamp() > largest[0].maxTimestamp()) {
            largest[0] = batch;
          }
        });
    return largest[0] == null ? OptionalLong.empty() : OptionalLong.of(largest[0].baseOffset());
  }

  @Override
  public int latestLeaderEpoch() {
    return log.leaderEpochStarts.isEmpty() ? -1 : log.leaderEpochStarts.lastKey();
  }

  @Override
  public void startLeaderEpoch(int leaderEpoch) {
    requireWritable();
    log.startLeaderEpoch(leaderEpoch, log.endOffset);
  }

  @Override
  public Optional<LeaderEpochEnd> endOfLeaderEpoch(int leaderEpoch) {
    return Optional.ofNullable(log.leaderEpochStarts.floorKey(leaderEpoch))
        .map(known -> {
          Map.Entry<Integer, Long> next = log.leaderEpochStarts.higherEntry(known);
          return new LeaderEpochEnd(known, next == null ? log.endOffset : next.getValue());
        });
  }

  @Override
  public void truncateTo(long offset) {
    requireWritable();
    if (offset >= log.endOffset) {
      log.leaderEpochStarts.values().removeIf(start -> start >= log.endOffset);
      return;
    }
    if (offset < log.startOffset) {
      truncateFullyAndStartAt(offset);
      return;
    }
    log.truncateTo(offset);
    disk.listener.onTruncated(disk.machine, log.id, log.endOffset);
  }

  @Override
  public void truncateFullyAndStartAt(long offset) {
    requireWritable();
    log.startAt(offset, storage.wallMs());
    disk.listener.onStartedAnew(disk.machine, log.id, offset);
  }

  @Override
  public void advanceStart(long newLogStartOffset) {
    requireWritable();
    if (newLogStartOffset > log.endOffset) {
      throw new IllegalArgumentException(
          "%s: log start offset %d would be above the log end offset %d"
              .formatted(log.id, newLogStartOffset, log.endOffset));
    }
    if (newLogStartOffset > log.startOffset) {
      log.advanceStart(newLogStartOffset);
      disk.listener.onStartAdvanced(disk.machine, log.id, newLogStartOffset);
    }
  }

  @Override
  public List<LogSegmentInfo> segments() {
    return log.segments.stream().map(StoredSegment::info).toList();
  }

  @Override
  public void roll() {
    requireWritable();
    if (!log.active().isEmpty()) {
      log.segments.add(new StoredSegment(log.endOffset, storage.wallMs()));
    }
  }

  @Override
  public void reconfigure(LogConfig newConfig) {
    requireWritable();
    config = newConfig;
  }

  @Override
  public CompletionStage<Long> flush() {
    requireWritable();
    CompletableFuture<Long> flushed = new CompletableFuture<>();
    long upTo = log.endOffset;
    long nowNs = disk.scheduler.monotonicNs();
    long dueNs =
        nowNs + FLUSH_NS + disk.random.nextInt(FLUSH_SPREAD_NS) + disk.flushDelayMs * 1_000_000L;
    flushesDueNs = Math.max(flushesDueNs + 1, dueNs); // One after the other.
    storage.after(flushesDueNs - nowNs, () -> finishFlush(upTo, flushed));
    return flushed;
  }

  private void finishFlush(long upTo, CompletableFuture<Long> flushed) {
    if (outOfService.isPresent()) {
      flushed.completeExceptionally(outOfService.get());
    } else if (disk.flushesFail) {
      flushed.completeExceptionally(offline("the disk does not flush"));
    } else {
      long stillThere = Math.min(upTo, log.endOffset);
      if (disk.flushesLie) {
        log.claimedOffset = Math.max(log.claimedOffset, stillThere);
      } else {
        log.flushed(stillThere);
      }
      flushed.complete(log.claimedOffset);
    }
  }

  @Override
  public void saveSnapshot(long offset, ByteBuffer content) {
    requireWritable();
    byte[] copy = new byte[content.remaining()];
    content.get(content.position(), copy);
    log.snapshots.put(offset, copy);
    while (log.snapshots.size() > KEPT_SNAPSHOTS) {
      log.snapshots.pollFirstEntry();
    }
  }

  @Override
  public Optional<LogSnapshot> latestSnapshot(long atMost) {
    return Optional.ofNullable(log.snapshots.floorEntry(atMost))
        .filter(snapshot -> snapshot.getKey() >= log.startOffset)
        .map(s -> new LogSnapshot(s.getKey(), ByteBuffer.wrap(s.getValue().clone())));
  }

  private void requireWritable() {
    if (closed) {
      throw new IllegalStateException("the log " + log.id + " is closed");
    }
    outOfService.ifPresent(failure -> {
      throw failure;
    });
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (outOfService.isEmpty() && !disk.flushesLie && !disk.flushesFail) {
        log.flushed(log.endOffset);
      }
      log.open = false;
    }
  }
}
