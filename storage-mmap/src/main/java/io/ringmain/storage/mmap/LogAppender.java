package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;

/**
 * The writing end of a log: appends to the active segment, and rolls to the next.
 *
 * <pre>
 *   batches ─▶ check ─▶ roll, if they do not fit ─▶ Segment.append ─▶ leader epochs ─▶ publish end
 *                              ▲                                                            │
 *                       next segment ◀── prepared by the housekeeper ◀── nearly full? ◀─────┘
 * </pre>
 *
 * <p>Called by the log's writer, behind the {@link WriterGate}. {@link #append} is hot path and
 * allocates nothing.
 */
final class LogAppender {
  /** An active segment without an append for so long gives up its unused space and its mapping. */
  private static final long IDLE_MS = 5_000;

  private final LogState state;
  private final Services services;
  private final DataDirectory directory;
  private final LeaderEpochs leaderEpochs;
  private final LogFlusher flusher;
  private final LogCutter cutter;
  private final NextSegment nextSegment;

  LogAppender(
      LogState state,
      Services services,
      DataDirectory directory,
      LeaderEpochs leaderEpochs,
      LogFlusher flusher,
      LogCutter cutter) {
    this.state = state;
    this.services = services;
    this.directory = directory;
    this.leaderEpochs = leaderEpochs;
    this.flusher = flusher;
    this.cutter = cutter;
    this.nextSegment = new NextSegment(services, directory);
  }

  /** As {@link io.ringmain.spi.storage.PartitionLog#append}, of a buffer in network byte order. */
  void append(ByteBuffer batches) {
    int from = batches.position();
    int end = batches.limit();
    long lastOffset = state.logEndOffset - 1;
    long timestamp = -1;
    int position = from;
    while (position < end) {
      if (!Segment.isPlausible(batches, position, end)) {
        throw new IllegalArgumentException(
            "bytes from %d to %d of what is to be appended to %s are no whole record batch"
                .formatted(position, end, state.id));
      }
      long baseOffset = RecordBatchHeader.baseOffset(batches, position);
      if (baseOffset <= lastOffset) {
        throw new IllegalArgumentException(
            "a record batch for %s has base offset %d; at least %d is expected"
                .formatted(state.id, baseOffset, lastOffset + 1));
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
              .formatted(end - from, state.id, settings.segmentBytes()));
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
          state.folder, Math.min(settings.segmentBytes(), SegmentSpace.LARGEST_STEP_BYTES));
    }
  }

  private static boolean isNearlyFull(Segment active, LogConfig settings) {
    int left = settings.segmentBytes() - active.size();
    return left < Math.min(settings.segmentBytes() >> 2, SegmentSpace.LARGEST_STEP_BYTES);
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
      flusher.writeLeaderEpochs();
    }
  }

  /** Offsets in a segment count from its base: behind too large a gap it begins with the batch. */
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
      flusher.flushSealed();
    }
    return next;
  }

  /** As {@link io.ringmain.spi.storage.PartitionLog#roll}. */
  void roll() {
    if (state.segments.active().size() > 0) {
      rollAt(state.logEndOffset).createFile();
    }
  }

  /** Whether space lies unused since a while. Any thread. */
  boolean isIdle(long nowMs) {
    Segment active = state.segments.active();
    return (active.hasUnusedSpace() || nextSegment.isReady())
        && nowMs - active.lastModifiedMs() > IDLE_MS;
  }

  /** Gives up the space that is not used, in this segment and for the next. */
  void releaseSpace() {
    state.segments.active().releaseSpace();
    nextSegment.release();
  }

  /** The folder gets another name: what is prepared in it would not be found. */
  void releaseNext() {
    nextSegment.release();
  }

  /** The log is closed: nothing is appended any more. An empty segment is found by its name. */
  void seal() {
    Segment active = state.segments.active();
    active.seal();
    if (active.baseOffset() > 0) {
      active.createFile();
    }
  }

  /** The log ends, while its folder still has its name. */
  void close() {
    nextSegment.close();
  }
}
