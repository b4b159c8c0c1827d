package io.ringmain.kernel.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A log in memory, with switches for what may go wrong. Any thread: every method holds the lock.
 *
 * <p>Nothing is durable before {@link #completeFlushes} says so.
 */
public final class StubLog implements PartitionLog {

  private final List<Integer> appendSizes = new ArrayList<>();

  private record Batch(long baseOffset, long lastOffset, long maxTimestamp, ByteBuffer bytes) {}

  private final LogId id;
  private final List<Batch> batches = new ArrayList<>();
  private final TreeMap<Integer, Long> leaderEpochs = new TreeMap<>();
  private final TreeMap<Long, ByteBuffer> snapshots = new TreeMap<>();
  private final List<Long> segmentStarts = new ArrayList<>(List.of(0L));
  private final List<CompletableFuture<Long>> flushes = new ArrayList<>();
  private Optional<RuntimeException> appendFailure = Optional.empty();
  private Optional<RuntimeException> leadFailure = Optional.empty();
  private Optional<RuntimeException> readFailure = Optional.empty();
  private Optional<RuntimeException> flushFailure = Optional.empty();
  private Optional<RuntimeException> snapshotFailure = Optional.empty();
  private long logStartOffset;
  private long logEndOffset;
  private long durableOffset;
  private int flushesAsked;
  private int openSlices;
  private int openRewrites;
  private int replacements;
  private boolean refusesReplacing;
  private long firstDirtyOffset;
  private boolean closed;

  public StubLog() {
    this("topic", 0);
  }

  public StubLog(String topic, int partition) {
    this(new LogId(topic, partition, UUID.nameUUIDFromBytes(topic.getBytes(UTF_8))));
  }

  public StubLog(LogId id) {
    this.id = id;
  }

  /** Every append from now on fails so; {@code null} lets them succeed again. */
  public synchronized void failAppends(RuntimeException failure) {
    appendFailure = Optional.ofNullable(failure);
  }

  /** Leader epochs cannot be begun. */
  public synchronized void failToLead(RuntimeException failure) {
    leadFailure = Optional.ofNullable(failure);
  }

  public synchronized void failReads(RuntimeException failure) {
    readFailure = Optional.ofNullable(failure);
  }

  /** Flushes throw at once. */
  public synchronized void failFlushes(RuntimeException failure) {
    flushFailure = Optional.ofNullable(failure);
  }

  public synchronized void failSnapshots(RuntimeException failure) {
    snapshotFailure = Optional.ofNullable(failure);
  }

  /** Completes the flushes asked for so far; what was appended below {@code offset} is durable. */
  public void completeFlushes(long offset) {
    List<CompletableFuture<Long>> due;
    synchronized (this) {
      durableOffset = Math.max(durableOffset, Math.min(offset, logEndOffset));
      due = List.copyOf(flushes);
      flushes.clear();
    }
    due.forEach(flush -> flush.complete(offset));
  }

  /** Lets the flushes asked for so far fail. */
  public void breakFlushes(StorageException failure) {
    List<CompletableFuture<Long>> due;
    synchronized (this) {
      due = List.copyOf(flushes);
      flushes.clear();
    }
    due.forEach(flush -> flush.completeExceptionally(failure));
  }

  public synchronized int flushesAsked() {
    return flushesAsked;
  }

  /** Slices handed out and not yet closed. */
  public synchronized int openSlices() {
    return openSlices;
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  /** The same bytes and snapshots, as another process finds them after the death of this one. */
  public synchronized StubLog reopened() {
    StubLog other = new StubLog(id);
    other.batches.addAll(batches);
    other.leaderEpochs.putAll(leaderEpochs);
    other.snapshots.putAll(snapshots);
    other.segmentStarts.clear();
    other.segmentStarts.addAll(segmentStarts);
    other.logStartOffset = logStartOffset;
    other.logEndOffset = logEndOffset;
    other.durableOffset = logEndOffset;
    other.firstDirtyOffset = firstDirtyOffset;
    return other;
  }

  /** All bytes, batch after batch. */
  public synchronized List<ByteBuffer> content() {
    return batches.stream().map(batch -> batch.bytes.duplicate()).toList();
  }

  @Override
  public LogId id() {
    return id;
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
    return batches.stream().mapToLong(batch -> batch.bytes.remaining()).sum();
  }

  @Override
  public LogDirectory directory() {
    return new LogDirectory(Path.of("memory"), -1, -1, true);
  }

  /** Takes the position of the buffer along, as S15 allows. */
  @Override
  public synchronized void append(ByteBuffer bytes) {
    appendFailure.ifPresent(StubLog::raise);
    appendSizes.add(bytes.remaining());
    while (bytes.hasRemaining()) {
      int position = bytes.position();
      int sizeBytes = RecordBatchHeader.sizeBytes(bytes, position);
      long baseOffset = RecordBatchHeader.baseOffset(bytes, position);
      if (baseOffset < logEndOffset) {
        throw new IllegalArgumentException("base offset " + baseOffset + " below " + logEndOffset);
      }
      startLeaderEpoch(RecordBatchHeader.leaderEpoch(bytes, position));
      ByteBuffer copy = ByteBuffer.allocate(sizeBytes);
      copy.put(0, bytes, position, sizeBytes);
      long lastOffset = RecordBatchHeader.lastOffset(bytes, position);
      long maxTimestamp = RecordBatchHeader.maxTimestamp(bytes, position);
      batches.add(new Batch(baseOffset, lastOffset, maxTimestamp, copy));
      logEndOffset = lastOffset + 1;
      bytes.position(position + sizeBytes);
    }
  }

  @Override
  public synchronized LogSlice read(
      long offset, int maxBytes, long upToOffset, boolean atLeastOneBatch) {
    readFailure.ifPresent(StubLog::raise);
    if (offset < logStartOffset || offset > logEndOffset) {
      throw new OffsetOutOfRangeException(id, offset, logStartOffset, logEndOffset);
    }
    List<Batch> chosen = new ArrayList<>();
    int sizeBytes = 0;
    for (Batch batch : batches) {
      if (batch.lastOffset < offset) {
        continue;
      }
      boolean fits =
          sizeBytes + batch.bytes.remaining() <= maxBytes || (atLeastOneBatch && sizeBytes == 0);
      boolean nextSegment = !chosen.isEmpty() && segmentStarts.contains(batch.baseOffset);
      if (!fits || batch.lastOffset >= upToOffset || nextSegment) {
        break;
      }
      chosen.add(batch);
      sizeBytes += batch.bytes.remaining();
    }
    ByteBuffer bytes = ByteBuffer.allocate(sizeBytes);
    chosen.forEach(batch -> bytes.put(batch.bytes.duplicate()));
    openSlices++;
    return new Slice(bytes.flip(), chosen.isEmpty() ? offset : chosen.getLast().lastOffset + 1);
  }

  @Override
  public synchronized OptionalLong batchAtOrAfter(long timestamp) {
    return batches.stream()
        .filter(batch -> batch.maxTimestamp >= timestamp)
        .mapToLong(Batch::baseOffset)
        .findFirst();
  }

  @Override
  public synchronized OptionalLong batchWithLargestTimestamp() {
    long largest = batches.stream().mapToLong(Batch::maxTimestamp).max().orElse(-1);
    return batches.isEmpty() ? OptionalLong.empty() : batchAtOrAfter(largest);
  }

  @Override
  public synchronized int latestLeaderEpoch() {
    return leaderEpochs.isEmpty() ? -1 : leaderEpochs.lastKey();
  }

  @Override
  public synchronized void startLeaderEpoch(int leaderEpoch) {
    leadFailure.ifPresent(StubLog::raise);
    if (leaderEpoch > latestLeaderEpoch()) {
      leaderEpochs.values().removeIf(start -> start == logEndOffset);
      leaderEpochs.put(leaderEpoch, logEndOffset);
    }
  }

  @Override
  public synchronized Optional<LeaderEpochEnd> endOfLeaderEpoch(int leaderEpoch) {
    Map.Entry<Integer, Long> known = leaderEpochs.floorEntry(leaderEpoch);
    if (known == null) {
      return Optional.empty();
    }
    Map.Entry<Integer, Long> next = leaderEpochs.higherEntry(known.getKey());
    return Optional.of(
        new LeaderEpochEnd(known.getKey(), next == null ? logEndOffset : next.getValue()));
  }

  @Override
  public synchronized void truncateTo(long offset) {
    while (!batches.isEmpty() && batches.getLast().lastOffset >= offset) {
      logEndOffset = batches.removeLast().baseOffset;
    }
    leaderEpochs.values().removeIf(start -> start >= logEndOffset);
  }

  @Override
  public synchronized void truncateFullyAndStartAt(long offset) {
    batches.clear();
    leaderEpochs.clear();
    logStartOffset = offset;
    logEndOffset = offset;
  }

  /** How many bytes each append has brought. */
  public synchronized List<Integer> appendSizes() {
    return List.copyOf(appendSizes);
  }

  @Override
  public synchronized void advanceStart(long newLogStartOffset) {
    if (newLogStartOffset > logEndOffset) {
      throw new IllegalArgumentException("above the log end offset");
    }
    logStartOffset = Math.max(logStartOffset, newLogStartOffset);
    while (segmentStarts.size() > 1 && segmentStarts.get(1) <= logStartOffset) {
      segmentStarts.removeFirst();
    }
    batches.removeIf(batch -> batch.lastOffset < segmentStarts.getFirst());
  }

  @Override
  public synchronized List<LogSegmentInfo> segments() {
    List<LogSegmentInfo> segments = new ArrayList<>();
    for (int i = 0; i < segmentStarts.size(); i++) {
      long from = segmentStarts.get(i);
      long to = i + 1 < segmentStarts.size() ? segmentStarts.get(i + 1) : logEndOffset;
      List<Batch> inside =
          batches.stream().filter(b -> b.baseOffset >= from && b.baseOffset < to).toList();
      long sizeBytes = inside.stream().mapToLong(b -> b.bytes.remaining()).sum();
      long newest = inside.stream().mapToLong(Batch::maxTimestamp).max().orElse(-1);
      segments.add(new LogSegmentInfo(from, to, sizeBytes, newest, 0));
    }
    return segments;
  }

  @Override
  public synchronized void roll() {
    if (segmentStarts.getLast() < logEndOffset) {
      segmentStarts.add(logEndOffset);
    }
  }

  @Override
  public synchronized Optional<LogRewrite> rewrite(long fromOffset, long toOffset) {
    return segmentStarts.contains(fromOffset) && segmentStarts.contains(toOffset)
        ? Optional.of(new Rewrite(fromOffset, toOffset))
        : Optional.empty();
  }

  @Override
  public synchronized boolean replace(LogRewrite rewrite) {
    Rewrite finished = (Rewrite) rewrite;
    if (!finished.finished) {
      throw new IllegalArgumentException("unfinished");
    }
    if (refusesReplacing || !segmentStarts.contains(finished.from)) {
      return false;
    }
    int at = (int) batches.stream().filter(b -> b.baseOffset < finished.from).count();
    batches.removeIf(b -> b.baseOffset >= finished.from && b.baseOffset < finished.to);
    batches.addAll(at, finished.rewritten);
    segmentStarts.removeIf(start -> start > finished.from && start < finished.to);
    replacements++;
    return true;
  }

  /** Says from now on that the segments are not what they were. */
  public synchronized void refuseReplacing() {
    refusesReplacing = true;
  }

  public synchronized int replacements() {
    return replacements;
  }

  /** Rewrites begun and not yet closed. */
  public synchronized int openRewrites() {
    return openRewrites;
  }

  @Override
  public synchronized long firstDirtyOffset() {
    return firstDirtyOffset;
  }

  @Override
  public synchronized void firstDirtyOffset(long offset) {
    firstDirtyOffset = offset;
  }

  @Override
  public void reconfigure(LogConfig config) {
    // Has no settings.
  }

  @Override
  public synchronized CompletionStage<Long> flush() {
    flushesAsked++;
    flushFailure.ifPresent(StubLog::raise);
    CompletableFuture<Long> flush = new CompletableFuture<>();
    flushes.add(flush);
    return flush;
  }

  @Override
  public synchronized void saveSnapshot(long offset, ByteBuffer content) {
    snapshotFailure.ifPresent(StubLog::raise);
    snapshots.put(offset, ByteBuffer.allocate(content.remaining()).put(content.duplicate()).flip());
  }

  @Override
  public synchronized Optional<LogSnapshot> latestSnapshot(long atMost) {
    return Optional.ofNullable(snapshots.floorEntry(atMost))
        .filter(snapshot -> snapshot.getKey() >= logStartOffset)
        .map(snapshot -> new LogSnapshot(snapshot.getKey(), snapshot.getValue().duplicate()));
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private static void raise(RuntimeException failure) {
    throw failure;
  }

  private final class Rewrite implements LogRewrite {
    private final long from;
    private final long to;
    private final List<Batch> rewritten = new ArrayList<>();
    private boolean finished;
    private boolean open = true;

    private Rewrite(long from, long to) {
      this.from = from;
      this.to = to;
      openRewrites++;
    }

    @Override
    public void append(ByteBuffer bytes) {
      int position = bytes.position();
      while (position < bytes.limit()) {
        int sizeBytes = RecordBatchHeader.sizeBytes(bytes, position);
        ByteBuffer copy = ByteBuffer.allocate(sizeBytes);
        copy.put(0, bytes, position, sizeBytes);
        long baseOffset = RecordBatchHeader.baseOffset(copy, 0);
        long lastOffset = RecordBatchHeader.lastOffset(copy, 0);
        long least = rewritten.isEmpty() ? from : rewritten.getLast().lastOffset + 1;
        if (baseOffset < least || lastOffset >= to) {
          throw new IllegalArgumentException("out of order or range: " + baseOffset);
        }
        rewritten.add(
            new Batch(baseOffset, lastOffset, RecordBatchHeader.maxTimestamp(copy, 0), copy));
        position += sizeBytes;
      }
    }

    @Override
    public long sizeBytes() {
      return rewritten.stream().mapToLong(batch -> batch.bytes.remaining()).sum();
    }

    @Override
    public void finish() {
      finished = true;
    }

    @Override
    public void close() {
      synchronized (StubLog.this) {
        openRewrites -= open ? 1 : 0;
        open = false;
      }
    }
  }

  private final class Slice implements LogSlice {
    private final ByteBuffer bytes;
    private final long nextOffset;
    private boolean open = true;

    private Slice(ByteBuffer bytes, long nextOffset) {
      this.bytes = bytes;
      this.nextOffset = nextOffset;
    }

    @Override
    public int sizeBytes() {
      return bytes.remaining();
    }

    @Override
    public long nextOffset() {
      return nextOffset;
    }

    @Override
    public ByteBuffer buffer() {
      if (!open) {
        throw new IllegalStateException("the slice is closed");
      }
      return bytes.asReadOnlyBuffer();
    }

    @Override
    public void close() {
      synchronized (StubLog.this) {
        if (!open) {
          throw new IllegalStateException("the slice is closed already");
        }
        open = false;
        openSlices--;
      }
    }
  }
}
