package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.OffsetOutOfRangeException;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.testkit.memory.Batches.Batch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * A log in memory. Made for tests, so plain: every method takes the lock, and a read copies.
 *
 * <pre>
 *   segments:  [ batch batch batch ] [ batch batch ] [ batch … ]   the last one is active
 *              ▲ log start (may lie inside)                  ▲ log end
 * </pre>
 */
final class MemoryPartitionLog implements PartitionLog {
  private static final int KEPT_SNAPSHOTS = 2;

  private final LogId id;
  private final Path path;
  private final MemoryDisks.Disk disk;
  private final LongSupplier wallMs;
  private final List<Batches> segments = new ArrayList<>();
  private final TreeMap<Integer, Long> leaderEpochStarts = new TreeMap<>();
  private final TreeMap<Long, byte[]> snapshots = new TreeMap<>();
  private LogConfig config = LogConfig.DEFAULT;
  private long logStartOffset;
  private long logEndOffset;
  private long durableOffset;
  private long firstDirtyOffset;
  private Optional<StorageException> failure = Optional.empty();
  private long minFreeBytes;
  private volatile long storedBytes;
  private boolean crashed;
  private boolean open;

  MemoryPartitionLog(LogId id, Path path, MemoryDisks.Disk disk, LongSupplier wallMs) {
    this.id = id;
    this.path = path;
    this.disk = disk;
    this.wallMs = wallMs;
    segments.add(new Batches(0, wallMs.getAsLong()));
  }

  /**
   * What the next process finds of this log, which is closed, when everything from an offset on is
   * lost. A record batch that is torn is lost with all after it (S3).
   */
  synchronized MemoryPartitionLog copyForNextLife(long endOffset) {
    MemoryPartitionLog next = new MemoryPartitionLog(id, path, disk, wallMs);
    next.segments.clear();
    segments.forEach(segment -> next.segments.add(segment.copy()));
    next.leaderEpochStarts.putAll(leaderEpochStarts);
    next.snapshots.putAll(snapshots);
    next.logStartOffset = logStartOffset;
    next.logEndOffset = logEndOffset;
    next.durableOffset = durableOffset;
    next.storedBytes = storedBytes;
    next.firstDirtyOffset = firstDirtyOffset;
    next.crashed = true;
    next.loseFrom(Math.max(endOffset, logStartOffset));
    open = false;
    return next;
  }

  private void loseFrom(long offset) {
    if (offset < logEndOffset) {
      cutAt(offset);
    }
  }

  synchronized boolean damage(long offset) {
    for (Batch batch : batchesFrom(offset)) {
      if (batch.baseOffset() <= offset) {
        batch.bytes()[batch.bytes().length - 1] ^= 1;
        return true;
      }
    }
    return false;
  }

  /** S4: says no when it is open already. */
  synchronized boolean open(LogConfig newConfig, long newMinFreeBytes) {
    if (open) {
      return false;
    }
    open = true;
    config = newConfig;
    minFreeBytes = newMinFreeBytes;
    failure = Optional.empty();
    if (crashed) {
      batchesFrom(0).stream()
          .filter(Batch::isTorn)
          .findFirst()
          .ifPresent(torn -> loseFrom(Math.max(torn.baseOffset(), logStartOffset)));
      crashed = false;
    }
    return true;
  }

  @Override
  public LogId id() {
    return id;
  }

  @Override
  public LogDirectory directory() {
    return MemoryStorage.describe(path, disk);
  }

  @Override
  public synchronized long logStartOffset() {
    return logStartOffset;
  }

  @Override
  public synchronized long logEndOffset() {
    return logEndOffset;
  }

  @Override
  public synchronized long durableOffset() {
    return durableOffset;
  }

  @Override
  public synchronized long sizeBytes() {
    return batchesFrom(logStartOffset).stream().mapToLong(batch -> batch.bytes().length).sum();
  }

  /** As {@link #sizeBytes}, for whoever must not take the lock. */
  long storedBytes() {
    return storedBytes;
  }

  @Override
  public synchronized void append(ByteBuffer recordBatches) {
    requireOpen();
    List<Batch> checked = Batches.checked(id, recordBatches.duplicate(), logEndOffset);
    requireRoom(recordBatches.remaining());
    List<Integer> leaderEpochs = new ArrayList<>();
    checked.forEach(b -> leaderEpochs.add(RecordBatchHeader.leaderEpoch(wrap(b), 0)));
    for (int i = 0; i < checked.size(); i++) {
      Batch batch = checked.get(i);
      rollFor(batch);
      if (leaderEpochs.get(i) > latestLeaderEpoch()) {
        startLeaderEpochAt(leaderEpochs.get(i), batch.baseOffset());
      }
      segments.getLast().add(batch, wallMs.getAsLong());
      logEndOffset = batch.lastOffset() + 1;
      storedBytes += batch.bytes().length;
    }
  }

  /** S10, S30: a failure of the disk is for ever, a full one is not. */
  private void requireRoom(int bytes) {
    if (bytes > config.segmentBytes()) {
      throw new IllegalArgumentException(
          "an append of %d bytes to %s is larger than segment.bytes=%d; smaller ones are allowed"
              .formatted(bytes, id, config.segmentBytes()));
    }
    try {
      disk.requireRoom(id, bytes, minFreeBytes);
    } catch (StorageException refused) {
      if (!refused.kind().retriable()) {
        failure = Optional.of(refused);
      }
      throw refused;
    }
  }

  private static ByteBuffer wrap(Batch batch) {
    return ByteBuffer.wrap(batch.bytes());
  }

  private void rollFor(Batch batch) {
    Batches active = segments.getLast();
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
  public synchronized LogSlice read(
      long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    if (offset < logStartOffset || offset > logEndOffset) {
      throw new OffsetOutOfRangeException(id, offset, logStartOffset, logEndOffset);
    }
    List<Batch> fitting = new ArrayList<>();
    long bytes = 0;
    for (Batch batch : batchesFrom(offset)) {
      boolean fits =
          bytes + batch.bytes().length <= maxBytes || (fitting.isEmpty() && atLeastOneBatch);
      if (batch.lastOffset() >= upToOffset || !fits) {
        break;
      }
      fitting.add(batch);
      bytes += batch.bytes().length;
    }
    return slice(fitting, (int) bytes, offset);
  }

  private List<Batch> batchesFrom(long offset) {
    return segments.stream()
        .filter(segment -> segment.nextOffset() > offset)
        .flatMap(segment -> segment.batches().stream())
        .filter(batch -> batch.lastOffset() >= offset)
        .toList();
  }

  private static LogSlice slice(List<Batch> batches, int bytes, long offset) {
    ByteBuffer content = ByteBuffer.allocate(bytes);
    batches.forEach(batch -> content.put(batch.bytes()));
    long next = batches.isEmpty() ? offset : batches.getLast().lastOffset() + 1;
    return new MemoryLogSlice(content.flip().asReadOnlyBuffer(), next);
  }

  @Override
  public synchronized OptionalLong batchAtOrAfter(long timestamp) {
    return batchesFrom(logStartOffset).stream()
        .filter(batch -> batch.maxTimestamp() >= timestamp)
        .mapToLong(Batch::baseOffset)
        .findFirst();
  }

  @Override
  public synchronized OptionalLong batchWithLargestTimestamp() {
    List<Batch> batches = batchesFrom(logStartOffset);
    long largest = batches.stream().mapToLong(Batch::maxTimestamp).max().orElse(-1);
    return batches.stream()
        .filter(batch -> batch.maxTimestamp() == largest)
        .mapToLong(Batch::baseOffset)
        .findFirst();
  }

  @Override
  public synchronized int latestLeaderEpoch() {
    return leaderEpochStarts.isEmpty() ? -1 : leaderEpochStarts.lastKey();
  }

  @Override
  public synchronized void startLeaderEpoch(int leaderEpoch) {
    requireOpen();
    startLeaderEpochAt(leaderEpoch, logEndOffset);
  }

  /** S19: an epoch that began where another begins is empty, and gives way. */
  private void startLeaderEpochAt(int leaderEpoch, long offset) {
    if (leaderEpoch > latestLeaderEpoch()) {
      leaderEpochStarts.values().removeIf(start -> start >= offset);
      leaderEpochStarts.put(leaderEpoch, offset);
    }
  }

  @Override
  public synchronized Optional<LeaderEpochEnd> endOfLeaderEpoch(int leaderEpoch) {
    return Optional.ofNullable(leaderEpochStarts.floorKey(leaderEpoch))
        .map(known -> {
          Map.Entry<Integer, Long> next = leaderEpochStarts.higherEntry(known);
          return new LeaderEpochEnd(known, next == null ? logEndOffset : next.getValue());
        });
  }

  @Override
  public synchronized void truncateTo(long offset) {
    requireOpen();
    if (offset >= logEndOffset) {
      leaderEpochStarts.values().removeIf(start -> start >= logEndOffset);
      return;
    }
    if (offset < logStartOffset) {
      truncateFullyAndStartAt(offset);
      return;
    }
    cutAt(offset);
  }

  private void cutAt(long offset) {
    long cut =
        batchesFrom(offset).stream()
            .mapToLong(batch -> Math.min(batch.baseOffset(), offset))
            .findFirst()
            .orElse(offset);
    segments.forEach(segment -> segment.batches().removeIf(b -> b.lastOffset() >= offset));
    while (segments.size() > 1 && segments.getLast().baseOffset() >= cut) {
      segments.removeLast();
    }
    logEndOffset = Math.max(cut, logStartOffset);
    if (segments.getFirst().baseOffset() > logEndOffset) {
      // The log start lay in a gap that compaction had left before the first segment.
      segments.set(0, new Batches(logEndOffset, wallMs.getAsLong()));
    }
    durableOffset = Math.min(durableOffset, logEndOffset);
    firstDirtyOffset = Math.min(firstDirtyOffset, logEndOffset);
    leaderEpochStarts.values().removeIf(start -> start >= logEndOffset);
    snapshots.tailMap(logEndOffset, false).clear();
    storedBytes = sizeBytes();
  }

  @Override
  public synchronized void truncateFullyAndStartAt(long offset) {
    requireOpen();
    segments.clear();
    segments.add(new Batches(offset, wallMs.getAsLong()));
    leaderEpochStarts.clear();
    snapshots.clear();
    logStartOffset = offset;
    logEndOffset = offset;
    durableOffset = offset;
    firstDirtyOffset = Math.min(firstDirtyOffset, offset);
    storedBytes = 0;
  }

  @Override
  public synchronized void advanceStart(long newLogStartOffset) {
    requireOpen();
    if (newLogStartOffset > logEndOffset) {
      throw new IllegalArgumentException(
          "%s: log start offset %d would be above the log end offset %d"
              .formatted(id, newLogStartOffset, logEndOffset));
    }
    if (newLogStartOffset <= logStartOffset) {
      return;
    }
    logStartOffset = newLogStartOffset;
    while (segments.size() > 1 && segments.getFirst().nextOffset() <= logStartOffset) {
      segments.removeFirst();
    }
    Integer holder = null;
    for (Map.Entry<Integer, Long> start : leaderEpochStarts.entrySet()) {
      holder = start.getValue() <= logStartOffset ? start.getKey() : holder;
    }
    if (holder != null) {
      leaderEpochStarts.headMap(holder).clear();
      leaderEpochStarts.put(holder, logStartOffset);
    }
    snapshots.headMap(logStartOffset).clear();
    storedBytes = sizeBytes();
  }

  @Override
  public synchronized List<LogSegmentInfo> segments() {
    return segments.stream().map(Batches::info).toList();
  }

  @Override
  public synchronized void roll() {
    requireOpen();
    if (!segments.getLast().isEmpty()) {
      segments.add(new Batches(logEndOffset, wallMs.getAsLong()));
    }
  }

  @Override
  public synchronized Optional<LogRewrite> rewrite(long fromOffset, long toOffset) {
    requireOpen();
    List<Batches> range =
        segments.stream()
            .filter(s -> s.baseOffset() >= fromOffset && s.baseOffset() < toOffset)
            .toList();
    boolean known =
        !range.isEmpty()
            && range.getFirst().baseOffset() == fromOffset
            && segments.stream().anyMatch(s -> s.baseOffset() == toOffset);
    return known ? Optional.of(new MemoryLogRewrite(id, range, toOffset)) : Optional.empty();
  }

  @Override
  public synchronized boolean replace(LogRewrite rewrite) {
    requireOpen();
    MemoryLogRewrite finished = (MemoryLogRewrite) rewrite;
    int from = Collections.indexOfSubList(segments, finished.replaced());
    int next = from + finished.replaced().size();
    if (from < 0
        || next >= segments.size()
        || segments.get(next).baseOffset() != finished.toOffset()) {
      return false;
    }
    segments.subList(from, from + finished.replaced().size()).clear();
    segments.add(from, finished.finished());
    storedBytes = sizeBytes();
    return true;
  }

  @Override
  public synchronized long firstDirtyOffset() {
    return firstDirtyOffset;
  }

  @Override
  public synchronized void firstDirtyOffset(long offset) {
    requireOpen();
    firstDirtyOffset = offset;
  }

  @Override
  public synchronized void reconfigure(LogConfig newConfig) {
    requireOpen();
    config = newConfig;
  }

  @Override
  public synchronized CompletionStage<Long> flush() {
    if (failure.isPresent()) {
      return CompletableFuture.failedFuture(failure.get());
    }
    requireOpen();
    durableOffset = logEndOffset;
    return CompletableFuture.completedFuture(durableOffset);
  }

  @Override
  public synchronized void saveSnapshot(long offset, ByteBuffer content) {
    requireOpen();
    byte[] copy = new byte[content.remaining()];
    content.get(content.position(), copy);
    snapshots.put(offset, copy);
    while (snapshots.size() > KEPT_SNAPSHOTS) {
      snapshots.pollFirstEntry();
    }
  }

  @Override
  public synchronized Optional<LogSnapshot> latestSnapshot(long atMost) {
    return Optional.ofNullable(snapshots.floorEntry(atMost))
        .filter(snapshot -> snapshot.getKey() >= logStartOffset)
        .map(s -> new LogSnapshot(s.getKey(), ByteBuffer.wrap(s.getValue().clone())));
  }

  private void requireOpen() {
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (!open) {
      throw new IllegalStateException("the log " + id + " is closed");
    }
  }

  @Override
  public synchronized void close() {
    if (open) {
      durableOffset = logEndOffset;
      open = false;
    }
  }

  /**
   * S24: reading it after it was closed, or closing it twice, is a mistake that is not let pass.
   */
  private static final class MemoryLogSlice implements LogSlice {
    private final ByteBuffer content;
    private final long nextOffset;
    private volatile boolean closed;

    private MemoryLogSlice(ByteBuffer content, long nextOffset) {
      this.content = content;
      this.nextOffset = nextOffset;
    }

    @Override
    public int sizeBytes() {
      return content.limit();
    }

    @Override
    public long nextOffset() {
      return nextOffset;
    }

    @Override
    public ByteBuffer buffer() {
      if (closed) {
        throw new IllegalStateException("the slice is closed");
      }
      return content.duplicate();
    }

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("the slice was closed before");
      }
      closed = true;
    }
  }
}
