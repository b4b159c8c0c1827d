package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes away from a log: its end when it is truncated, its start when records are deleted, what
 * compaction leaves out, all of it when it is to start anew.
 *
 * <p>Called by the log's writer, behind the {@link WriterGate}. Readers go on meanwhile: those who
 * meet a retired segment wait for the list that is published here.
 */
final class LogCutter {
  private static final System.Logger LOG = System.getLogger(LogCutter.class.getName());

  private final LogState state;
  private final Services services;
  private final DataDirectory directory;
  private final LeaderEpochs leaderEpochs;
  private final Snapshots snapshots;
  private final LogFlusher flusher;

  /** Segments below the log start whose files still have their names; guarded by itself. */
  private final Set<Segment> belowStart = new HashSet<>();

  LogCutter(
      LogState state,
      Services services,
      DataDirectory directory,
      LeaderEpochs leaderEpochs,
      Snapshots snapshots,
      LogFlusher flusher) {
    this.state = state;
    this.services = services;
    this.directory = directory;
    this.leaderEpochs = leaderEpochs;
    this.snapshots = snapshots;
    this.flusher = flusher;
  }

  /** As {@link io.ringmain.spi.storage.PartitionLog#truncateTo}. */
  void truncateTo(long offset) {
    if (offset >= state.logEndOffset) {
      if (leaderEpochs.truncateTo(state.logEndOffset)) {
        flusher.writeLeaderEpochs();
      }
      return;
    }
    if (offset < state.logStartOffset) {
      startAnewAt(offset);
    } else {
      cutAt(offset);
      directory.checkpointCut(services.background());
    }
  }

  /** Cuts the end off, at an offset that the log holds. */
  private void cutAt(long offset) {
    SegmentList before = state.segments;
    int last = before.floor(offset);
    Segment cut = before.at(last);
    int position = SegmentReader.position(cut, offset);
    long newEnd = offset;
    if (position < cut.size()) {
      // A batch that holds the log start inside goes too, but the log never ends before it starts.
      newEnd =
          Math.max(
              state.logStartOffset, Math.min(offset, SegmentReader.baseOffsetAt(cut, position)));
    }
    List<Segment> remaining = new ArrayList<>(before.asList().subList(0, last + 1));
    discard(before.asList().subList(last + 1, before.size()), 0);
    // An empty segment may begin above the offset, where an earlier truncation has left the end.
    if (position < cut.size() || cut.isSealed() || cut.baseOffset() > newEnd) {
      remaining.removeLast();
      if (position > 0) {
        SegmentLoader left =
            SegmentLoader.ofKnownBatches(services, directory, state.folder, state.config);
        remaining.add(SegmentCut.cut(cut, position, left));
      } else {
        discard(List.of(cut), 0);
      }
    }
    // The end is where the last batch ends, or else a new segment remembers it.
    if (remaining.isEmpty()) {
      directory.logStartIs(
          state.id, state.logStartOffset); // Which may now lie below the first segment.
      // Whose beginning would then not tell the next open that others lie below the start.
      discardBelowStart();
    }
    if (remaining.isEmpty() || !mayGrowFrom(remaining.getLast(), newEnd)) {
      Segment next = new Segment(services, directory, state.folder, newEnd, KnownIndexes.NONE);
      next.createFile();
      if (!remaining.isEmpty() && !remaining.getLast().isSealed()) {
        // What is sealed below the recovery point is believed unseen, even after a kill.
        remaining.getLast().seal();
        remaining.getLast().persistIndexes();
      }
      remaining.add(next);
    }
    publishTruncated(new SegmentList(remaining), newEnd);
    flusher.flushSealed();
  }

  /** A sealed segment is never flushed again, so nothing may be appended to it. */
  private static boolean mayGrowFrom(Segment last, long newEnd) {
    return last.nextOffset() == newEnd && !last.isSealed();
  }

  private void publishTruncated(SegmentList remaining, long newEnd) {
    flusher.truncatedTo(newEnd);
    if (leaderEpochs.truncateTo(newEnd)) {
      flusher.writeLeaderEpochs();
    }
    snapshots.forgetAbove(newEnd);
    state.segments = remaining;
    state.startPosition = state.positionInFirstSegment();
    state.logEndOffset = newEnd;
    directory.firstDirtyIs(state.id, Math.min(directory.firstDirty(state.id), newEnd));
    // Once more, for a flush that began in between and still saw the former end.
    flusher.truncatedTo(newEnd);
  }

  /** Takes everything away; the log is empty then, at any offset. */
  void startAnewAt(long offset) {
    discardBelowStart();
    SegmentList before = state.segments;
    discard(before.asList(), 0);
    Segment next = new Segment(services, directory, state.folder, offset, KnownIndexes.NONE);
    next.createFile();
    snapshots.forgetAbove(-1);
    if (leaderEpochs.clear()) {
      flusher.writeLeaderEpochs();
    }
    flusher.truncatedTo(offset);
    state.logStartOffset = offset;
    state.startPosition = 0;
    state.segments = new SegmentList(List.of(next));
    state.logEndOffset = offset;
    flusher.startsAnewAt(offset);
    directory.logStartIs(state.id, offset);
    directory.firstDirtyIs(state.id, Math.min(directory.firstDirty(state.id), offset));
    directory.checkpointCut(services.background());
  }

  /** Moves the log start up, and takes away the segments below it. */
  void advanceStart(long newLogStartOffset) {
    SegmentList before = state.segments;
    int first = 0;
    while (first < before.size() - 1 && before.at(first + 1).baseOffset() <= newLogStartOffset) {
      first++;
    }
    // Readers take the list before the start: with the new list they see the new start.
    state.logStartOffset = newLogStartOffset;
    state.segments = new SegmentList(before.asList().subList(first, before.size()));
    state.startPosition = state.positionInFirstSegment();
    snapshots.forgetBelow(newLogStartOffset);
    if (leaderEpochs.advanceStart(newLogStartOffset)) {
      flusher.writeLeaderEpochs();
    }
    directory.logStartIs(state.id, newLogStartOffset);
    discardInBackground(before.asList().subList(0, first));
  }

  /**
   * Puts rewritten segments in place; false when those they were made of are not there any more.
   */
  boolean replace(SegmentRewrite rewrite) {
    List<Segment> list = new ArrayList<>(state.segments.asList());
    List<Segment> old = rewrite.replaced();
    int from = Collections.indexOfSubList(list, old);
    if (from < 0 || from + old.size() >= list.size()) {
      return false;
    }
    List<Path> deleted;
    try {
      deleted = rewrite.putInPlace();
    } catch (IOException e) {
      StorageException cause = IoFailures.of("replace segments in", state.folder, e);
      // Perhaps half done: the next open does the rest, and nothing is written until then.
      throw new StorageException(StorageException.Kind.OFFLINE, cause.getMessage(), e);
    }
    list.subList(from, from + old.size()).clear();
    list.add(from, rewrite.segment());
    state.segments = new SegmentList(list);
    state.startPosition = state.positionInFirstSegment();
    services
        .background()
        .housekeepAfter(state.config.fileDeleteDelayMs(), () -> Deletion.delete(deleted));
    return true;
  }

  /** The last segment has no batch yet and begins where the next one must not. */
  void replaceEmptyActive(Segment active, Segment next) {
    discardBelowStart(); // As where the log is cut.
    List<Segment> remaining = new ArrayList<>(state.segments.asList());
    remaining.set(remaining.size() - 1, next);
    state.segments = new SegmentList(remaining);
    discard(List.of(active), 0);
  }

  /** Renames at once, since a new segment may need the names; removes later. */
  private void discard(List<Segment> gone, long delayMs) {
    for (Segment segment : gone) {
      segment.retire();
      try {
        List<Path> files = Deletion.rename(segment);
        services.background().housekeepAfter(delayMs, () -> Deletion.delete(files));
      } catch (IOException e) {
        throw IoFailures.of("delete", segment.file().path(), e);
      }
    }
  }

  /** The new log start goes to disk before what lies below it goes. */
  private void discardInBackground(List<Segment> gone) {
    Background background = services.background();
    long delayMs = state.config.fileDeleteDelayMs();
    synchronized (belowStart) {
      belowStart.addAll(gone);
    }
    background.flush(() -> {
      directory.checkpoint();
      background.housekeep(() -> {
        try {
          discardBelowStart(gone, delayMs);
        } catch (StorageException e) {
          // The next open removes what lies below the log start.
          LOG.log(Level.WARNING, e.getMessage());
        }
      });
    });
  }

  private void discardBelowStart(List<Segment> gone, long delayMs) {
    synchronized (belowStart) {
      for (Segment segment : gone) {
        if (belowStart.remove(segment)) {
          discard(List.of(segment), delayMs);
        }
      }
    }
  }

  /** At once: a new segment may get the name of one of them, and must not be discarded for it. */
  private void discardBelowStart() {
    synchronized (belowStart) {
      discardBelowStart(List.copyOf(belowStart), 0);
    }
  }

  /** The log ends. Files below its start are left to whoever opens it next, and has their names. */
  void close() {
    synchronized (belowStart) {
      belowStart.forEach(Segment::retire);
      belowStart.clear();
    }
  }
}
