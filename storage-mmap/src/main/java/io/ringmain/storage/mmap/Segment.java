package io.ringmain.storage.mmap;

import static io.ringmain.spi.storage.RecordBatchHeader.HEADER_BYTES;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One log segment: a run of record batches in a file, with its indexes.
 *
 * <pre>
 *   position 0                        size            capacity
 *            │ batch │ batch │ batch │ end mark, zeros │      ≤ segment.bytes
 *            └── published, fixed ───┘└─ preallocated ─┘
 * </pre>
 *
 * <p>The log's writer appends, on the hot path without allocation, into the {@link SegmentSpace}
 * that the file was given ahead of need: by a copy into the mapping, {@link LargeAppends large}
 * appends by {@code pwritev}. What is published never changes, {@link SegmentReader} reads it from
 * any thread, and {@link SegmentFlusher} makes it durable.
 */
final class Segment {
  private static final VarHandle SIZE;
  private static final VarHandle NEXT_OFFSET;
  private static final VarHandle PENDING_NEXT_OFFSET;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SIZE = lookup.findVarHandle(Segment.class, "size", int.class);
      NEXT_OFFSET = lookup.findVarHandle(Segment.class, "nextOffset", long.class);
      PENDING_NEXT_OFFSET = lookup.findVarHandle(Segment.class, "pendingNextOffset", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * In place of the length of a next batch, right after the last one. Kafka's own tools take such a
   * length for a batch that is not complete yet and stop there; at a zero they would fail.
   */
  static final int END_MARK = Integer.MAX_VALUE;

  /** Bytes from the end of the last batch to the end of the mark. */
  static final int END_MARK_BYTES = 12;

  private final Background background;
  private final long baseOffset;
  private final MappedFile file;
  private final SegmentSpace space;
  private final SegmentFlusher flusher;
  private final OffsetIndex offsetIndex;
  private final TimeIndex timeIndex;

  // Published: pendingNextOffset, then size, then nextOffset. See isConsistent.
  private volatile int size;
  private volatile long nextOffset;
  private volatile long pendingNextOffset;

  // Written before size is published, so whoever has read the size reads them up to date.
  private long largestTimestamp;
  private long largestTimestampOffset;
  private long lastModifiedMs;

  // The writer's own.
  private int bytesSinceIndexEntry;
  private long firstTimestamp = -1;

  private volatile boolean sealed;
  private volatile boolean closed;

  /** A segment whose index files hold what {@code indexes} says, nothing for a new one. */
  Segment(
      Services services,
      DataDirectory directory,
      Path folder,
      long baseOffset,
      KnownIndexes indexes) {
    this(
        services,
        directory,
        folder,
        baseOffset,
        indexes,
        new MappedFile(services.mappings(), path(folder, baseOffset)));
  }

  /** A new segment in a file that was prepared, and has its name. */
  Segment(
      Services services,
      DataDirectory directory,
      Path folder,
      long baseOffset,
      NextSegment.Spare spare) {
    this(services, directory, folder, baseOffset, KnownIndexes.NONE, spare.file());
    space.adopt(spare.view());
  }

  private Segment(
      Services services,
      DataDirectory directory,
      Path folder,
      long baseOffset,
      KnownIndexes indexes,
      MappedFile file) {
    this.background = services.background();
    this.baseOffset = baseOffset;
    this.file = file;
    this.space = new SegmentSpace(services, directory, file, this::size);
    this.flusher = new SegmentFlusher(this, space);
    Mappings mappings = services.mappings();
    this.offsetIndex =
        new OffsetIndex(
            mappings, folder.resolve(LogFiles.name(baseOffset, LogFiles.INDEX)), indexes.entries());
    this.timeIndex =
        new TimeIndex(
            mappings,
            folder.resolve(LogFiles.name(baseOffset, LogFiles.TIME_INDEX)),
            indexes.timeEntries(),
            indexes.lastTimestamp());
    this.nextOffset = baseOffset;
    this.pendingNextOffset = baseOffset;
    this.largestTimestamp = indexes.lastTimestamp();
    this.largestTimestampOffset = baseOffset + indexes.lastTimestampOffset();
  }

  static Path path(Path folder, long baseOffset) {
    return folder.resolve(LogFiles.name(baseOffset, LogFiles.LOG));
  }

  long baseOffset() {
    return baseOffset;
  }

  int size() {
    return size;
  }

  long nextOffset() {
    return nextOffset;
  }

  /** Whether {@code size}, read after {@code nextOffset}, ends exactly there. */
  boolean isConsistent(long nextOffsetReadBefore) {
    return pendingNextOffset == nextOffsetReadBefore;
  }

  long largestTimestamp() {
    return largestTimestamp;
  }

  /** Last offset of the first batch that has the largest timestamp. */
  long largestTimestampOffset() {
    return largestTimestampOffset;
  }

  long lastModifiedMs() {
    return lastModifiedMs;
  }

  MappedFile file() {
    return file;
  }

  OffsetIndex offsetIndex() {
    return offsetIndex;
  }

  TimeIndex timeIndex() {
    return timeIndex;
  }

  /** Kafka's rules: full by bytes, by age in record timestamps, by index or by relative offset. */
  boolean mustRollBefore(int appendBytes, long lastOffset, long timestamp, LogConfig config) {
    int present = size;
    if (present == 0) {
      return lastOffset - baseOffset > Integer.MAX_VALUE;
    }
    return appendBytes > config.segmentBytes() - present
        || (firstTimestamp >= 0 && timestamp - firstTimestamp > config.segmentMs())
        || offsetIndex.size() >= config.segmentIndexBytes() / OffsetIndex.ENTRY_BYTES
        || timeIndex.size() >= config.segmentIndexBytes() / TimeIndex.ENTRY_BYTES - 1
        || lastOffset - baseOffset > Integer.MAX_VALUE;
  }

  /** Appends whole batches, already checked. The caller has rolled when they do not fit. */
  void append(ByteBuffer batches, int from, int lengthBytes, long lastOffset, LogConfig config) {
    int position = size;
    int end = position + lengthBytes;
    space.write(batches, from, lengthBytes, position, config);
    index(batches, from, position, end, config.indexIntervalBytes());
    lastModifiedMs = background.nowMs();
    publish(end, lastOffset + 1);
    space.prepareIfScarce(end, config);
  }

  /** Index entries and timestamps for the batches at {@code from} that lie at {@code position}. */
  void index(ByteBuffer batches, int from, int position, int end, int intervalBytes) {
    int at = from;
    int present = position;
    while (present < end) {
      long timestamp = RecordBatchHeader.maxTimestamp(batches, at);
      long lastOffset = RecordBatchHeader.lastOffset(batches, at);
      if (present == 0) {
        firstTimestamp = timestamp;
      }
      if (timestamp > largestTimestamp) {
        largestTimestamp = timestamp;
        largestTimestampOffset = lastOffset;
      }
      if (bytesSinceIndexEntry > intervalBytes) {
        offsetIndex.add((int) (lastOffset - baseOffset), present);
        timeIndex.addIfLarger(largestTimestamp, (int) (largestTimestampOffset - baseOffset));
        bytesSinceIndexEntry = 0;
      }
      int batchBytes = RecordBatchHeader.sizeBytes(batches, at);
      bytesSinceIndexEntry += batchBytes;
      present += batchBytes;
      at += batchBytes;
    }
  }

  /** Ordered stores suffice: a reader that sees a later one sees the earlier ones too. */
  void publish(int newSize, long newNextOffset) {
    PENDING_NEXT_OFFSET.setRelease(this, newNextOffset);
    SIZE.setRelease(this, newSize);
    NEXT_OFFSET.setRelease(this, newNextOffset);
  }

  /** The writer will not append any more. {@link #flush} does the rest in the background. */
  void seal() {
    timeIndex.addIfLarger(largestTimestamp, (int) (largestTimestampOffset - baseOffset));
    space.seal();
    sealed = true; // Whoever sees it finds no more space being prepared.
  }

  /** Whether the writer holds preallocated space. */
  boolean hasUnusedSpace() {
    return space.isHeld();
  }

  boolean isSealed() {
    return sealed;
  }

  /** Gives up the space that is not used, and the writable view; the next append maps anew. */
  void releaseSpace() {
    space.release();
  }

  /** Makes an empty file, so that a log that starts here is found again. */
  void createFile() {
    try {
      if (Files.notExists(file.path())) {
        Files.createFile(file.path());
      }
    } catch (IOException e) {
      throw IoFailures.of("create", file.path(), e);
    }
  }

  /**
   * Flushes everything published before the call; of a sealed segment also the indexes, after
   * giving up unused space. Called by the flusher, and by whoever closes the log.
   */
  void flush() {
    flusher.flush();
  }

  /** Writes what the index files lack, without waiting for the disk. */
  void persistIndexes() {
    offsetIndex.persist();
    timeIndex.persist();
  }

  /** Ends this object; those who read go on. */
  synchronized void retire() {
    closed = true;
    space.close();
    file.retire();
    offsetIndex.retire();
    timeIndex.retire();
  }

  boolean isRetired() {
    return closed;
  }

  /** Whether nobody reads any more. Lasting once {@link #retire retired}. */
  boolean isUnreferenced() {
    return file.isUnreferenced() && offsetIndex.isUnreferenced() && timeIndex.isUnreferenced();
  }

  /** Takes the age of those it replaces, before anybody sees it. */
  void modifiedAt(long wallMs) {
    lastModifiedMs = wallMs;
  }

  void movedTo(Path folder) {
    file.movedTo(folder.resolve(file.path().getFileName()));
    offsetIndex.movedTo(folder.resolve(offsetIndex.path().getFileName()));
    timeIndex.movedTo(folder.resolve(timeIndex.path().getFileName()));
  }

  // What the loader finds.

  /** The scan goes on after the batch of the last index entry. */
  void resumeAfterIndexEntry(int batchBytes, long firstBatchTimestamp) {
    bytesSinceIndexEntry = batchBytes;
    firstTimestamp = firstBatchTimestamp;
  }

  /** The file holds whole batches up to {@code sizeBytes}. */
  void resumeAt(int sizeBytes, long nextOffsetFound, long modifiedMs, boolean flushed) {
    lastModifiedMs = modifiedMs;
    publish(sizeBytes, nextOffsetFound);
    flusher.resumeAt(flushed ? sizeBytes : -1);
  }

  /** Sealed and flushed by an earlier process. Its next offset is only known to be no larger. */
  void resumeFinished() {
    pendingNextOffset = -1;
    sealed = true;
    flusher.resumeFinished();
  }

  static boolean isPlausible(ByteBuffer buffer, int position, int end) {
    if (end - position < HEADER_BYTES) {
      return false;
    }
    int batchBytes = RecordBatchHeader.sizeBytes(buffer, position);
    return batchBytes >= HEADER_BYTES && batchBytes <= end - position;
  }
}
