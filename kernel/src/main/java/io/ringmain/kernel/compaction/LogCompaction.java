package io.ringmain.kernel.compaction;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.config.TopicKeys;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.BatchFilter;
import io.ringmain.protocol.record.InvalidRecordsException;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordBatches;
import io.ringmain.protocol.record.RecordIterator;
import io.ringmain.protocol.record.RecordView;
import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One pass over the log of one partition (Invariant 13).
 *
 * <pre>
 *   ring: producers ─▶ map* ─▶ next group ─▶ copy* ─▶ finish ─▶ ring: replace ─┐
 *                                 ▲  │                                         │
 *                                 └──┼─────────────────────────────────────────┘
 *                                    └─▶ no more: ring: first dirty offset moves on ─▶ done
 * </pre>
 *
 * <p>Each arrow without "ring" is one step of bounded size on a background thread, one after the
 * other, so nothing here needs a lock. A step that fails, or finds that it is to stop, ends the
 * pass: what was replaced by then stays, for a pass works from the start of the log upwards and
 * each group is right by itself.
 *
 * <p>What of a batch cannot be known, because its codec is missing, its bytes are damaged or its
 * transaction's end is unknown, is kept whole. Since it may hold an old value of any key, no mark
 * of a deletion after it is dropped, and after a restart compaction goes on from there.
 */
final class LogCompaction {
  private static final System.Logger LOG = System.getLogger(LogCompaction.class.getName());
  private static final long NONE_SEEN = Long.MAX_VALUE;

  /** Where and when the steps run. */
  interface Steps {
    /** Runs a step on a background thread, after the time that these bytes are worth. */
    void later(long bytes, Runnable step);

    /** Runs a task on the partition's ring. */
    void onRing(Runnable task);

    /** Whether the pass is to end. */
    boolean stopping();
  }

  /** A run of segments to become one. */
  private record Group(long fromOffset, long toOffset, int segments) {}

  private final Partition partition;
  private final PartitionLog log;
  private final DirtyRange dirty;
  private final CompactionSettings settings;
  private final CompressionCodecs codecs;
  private final Steps steps;
  private final long nowMs;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  private final RecordBatches batches = new RecordBatches();
  private final RecordIterator records;
  private final BatchFilter filter;
  private final KeyOffsets keys;
  private final long sizeBefore;
  private Map<Long, Long> lastOffsetsOfProducers = Map.of();
  private long mappedTo;
  private long firstUnknown = NONE_SEEN;

  private Deque<Group> groups = new ArrayDeque<>();
  private Group group = new Group(0, 0, 0);
  private LogRewrite rewrite;
  private long copiedTo;
  private boolean changed;
  private boolean currentHasHorizon;
  private long currentHorizonMs;

  LogCompaction(
      Partition partition,
      DirtyRange dirty,
      CompactionSettings settings,
      CompressionCodecs codecs,
      Steps steps,
      long nowMs) {
    this.partition = partition;
    this.log = partition.log();
    this.dirty = dirty;
    this.settings = settings;
    this.codecs = codecs;
    this.steps = steps;
    this.nowMs = nowMs;
    this.records = RecordIterator.readingContents(codecs);
    this.filter = new BatchFilter(codecs);
    this.keys = new KeyOffsets(settings.tableBytes(), settings.tableLoadFactor());
    this.sizeBefore = log.sizeBytes();
    this.mappedTo = dirty.fromOffset();
  }

  /** Starts; completes on a background thread or the ring, exceptionally when the pass failed. */
  CompletableFuture<Void> start() {
    onRing(() -> lastOffsetsOfProducers = partition.upkeep().lastOffsetsOfProducers(), this::map);
    return done;
  }

  private void onRing(Runnable task, Runnable next) {
    steps.onRing(
        guarded(() -> {
          task.run();
          later(0, next);
        }));
  }

  private void later(long bytes, Runnable step) {
    steps.later(bytes, guarded(step));
  }

  private Runnable guarded(Runnable step) {
    return () -> {
      try {
        if (steps.stopping()) {
          end(new AbandonedException("the broker stops"));
        } else {
          step.run();
        }
      } catch (RuntimeException failure) {
        end(failure);
      }
    };
  }

  private void end(RuntimeException failure) {
    try {
      if (rewrite != null) {
        rewrite.close();
      }
    } finally {
      done.completeExceptionally(failure);
    }
  }

  // 1: the last offset of each key of the dirty part.

  private void map() {
    long bytes = 0;
    boolean full = false;
    while (bytes < settings.stepBytes() && mappedTo < dirty.toOffset() && !full) {
      try (LogSlice slice = log.read(mappedTo, settings.stepBytes(), dirty.toOffset(), true)) {
        bytes += slice.sizeBytes();
        batches.wrap(slice.buffer());
        while (!full && batches.next()) {
          full = !map(batches.current());
        }
        if (slice.sizeBytes() == 0) {
          mappedTo = dirty.toOffset(); // Nothing but a gap is left.
        }
      }
    }
    if (mappedTo < dirty.toOffset() && !full) {
      later(bytes, this::map);
    } else {
      groups = groups();
      later(bytes, this::nextGroup);
    }
  }

  /** False when the table was full before the batch was through. */
  private boolean map(RecordBatchView batch) {
    if (isReadable(batch) && !batch.isControl()) {
      try (RecordIterator walk = records.wrap(batch)) {
        while (walk.next()) {
          RecordView record = walk.current();
          boolean isNew = record.offset() >= mappedTo;
          if (isNew && record.hasKey() && !keys.put(record.key(), record.offset())) {
            mappedTo = record.offset();
            return false;
          }
        }
      } catch (InvalidRecordsException damaged) {
        LOG.log(WARNING, "{0}: keeping {1} whole: {2}", log.id(), batch, damaged.getMessage());
      }
    }
    mappedTo = batch.nextOffset();
    return true;
  }

  /** There are no transactions yet, so nothing says which of their records count. */
  private boolean isReadable(RecordBatchView batch) {
    return !batch.isTransactional()
        && CompressionType.isKnown(batch.compressionId())
        && codecs.has(batch.compressionType());
  }

  // 2: segments without what is outdated.

  /** As many neighbours together as fit into one segment. */
  private Deque<Group> groups() {
    Deque<Group> found = new ArrayDeque<>();
    List<LogSegmentInfo> run = new ArrayList<>();
    long runBytes = 0;
    for (LogSegmentInfo segment : log.segments()) {
      boolean last = segment.baseOffset() >= mappedTo || segment.baseOffset() >= dirty.toOffset();
      boolean fits =
          run.isEmpty()
              || (runBytes + segment.sizeBytes() <= partition.config().segmentBytes()
                  && segment.nextOffset() - run.getFirst().baseOffset() < Integer.MAX_VALUE);
      if (!run.isEmpty() && (last || !fits)) {
        found.add(new Group(run.getFirst().baseOffset(), segment.baseOffset(), run.size()));
        run.clear();
        runBytes = 0;
      }
      if (last) {
        break;
      }
      run.add(segment);
      runBytes += segment.sizeBytes();
    }
    return found;
  }

  private void nextGroup() {
    if (groups.isEmpty()) {
      onRing(
          () -> partition.upkeep().compactedTo(log, mappedTo, Math.min(mappedTo, firstUnknown)),
          this::finish);
      return;
    }
    group = groups.remove();
    copiedTo = group.fromOffset();
    changed = group.segments() > 1;
    rewrite = log.rewrite(group.fromOffset(), group.toOffset()).orElseThrow(this::gone);
    copy();
  }

  private AbandonedException gone() {
    return new AbandonedException("the segments of " + log.id() + " are not there any more");
  }

  private void copy() {
    long bytes = 0;
    while (bytes < settings.stepBytes() && copiedTo < group.toOffset()) {
      long from = Math.max(copiedTo, log.logStartOffset());
      if (from >= group.toOffset()) {
        throw gone();
      }
      try (LogSlice slice = log.read(from, settings.stepBytes(), group.toOffset(), true)) {
        bytes += slice.sizeBytes();
        copy(slice.buffer());
        copiedTo = slice.sizeBytes() == 0 ? group.toOffset() : slice.nextOffset();
      }
    }
    later(2 * bytes, copiedTo < group.toOffset() ? this::copy : this::groupCopied);
  }

  /** Neighbouring batches that stay as they are go over in one piece. */
  private void copy(ByteBuffer content) {
    int unchangedFrom = 0;
    int at = 0;
    batches.wrap(content);
    while (batches.next()) {
      RecordBatchView batch = batches.current();
      BatchFilter.Fate fate = fateOf(batch);
      if (fate != BatchFilter.Fate.WHOLE) {
        changed = true;
        append(content, unchangedFrom, at);
        unchangedFrom = batches.position();
        if (fate == BatchFilter.Fate.CHANGED) {
          rewrite.append(filter.changed());
        } else if (isNeededEmpty(batch)) {
          rewrite.append(filter.emptied());
        }
      }
      at = batches.position();
    }
    append(content, unchangedFrom, at);
  }

  private void append(ByteBuffer content, int from, int to) {
    if (from < to) {
      rewrite.append(content.duplicate().position(from).limit(to));
    }
  }

  private BatchFilter.Fate fateOf(RecordBatchView batch) {
    if (batch.baseOffset() >= mappedTo || batch.isControl()) {
      return BatchFilter.Fate.WHOLE;
    }
    if (!isReadable(batch)) {
      return keptUnknown(batch);
    }
    currentHasHorizon = batch.hasDeleteHorizon();
    currentHorizonMs = batch.baseTimestamp();
    boolean setsHorizon = batch.lastOffset() < mappedTo && firstUnknown == NONE_SEEN;
    try {
      return isNeededEmpty(batch) && batch.recordsCount() == 0
          ? BatchFilter.Fate.WHOLE
          : filter.inspect(
              batch, this::stays, setsHorizon ? newHorizonMs() : RecordBatchView.NO_TIMESTAMP);
    } catch (InvalidRecordsException damaged) {
      return keptUnknown(batch);
    }
  }

  private BatchFilter.Fate keptUnknown(RecordBatchView batch) {
    firstUnknown = Math.min(firstUnknown, batch.baseOffset());
    return BatchFilter.Fate.WHOLE;
  }

  private long newHorizonMs() {
    long retentionMs = partition.config().value(TopicKeys.DELETE_RETENTION_MS);
    return retentionMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + retentionMs;
  }

  private boolean stays(RecordView record) {
    if (record.offset() >= mappedTo) {
      return true;
    }
    if (!record.hasKey() || keys.get(record.key()) > record.offset()) {
      return false; // What has no key was there before the topic was compacted.
    }
    return record.hasValue()
        || firstUnknown != NONE_SEEN
        || !currentHasHorizon
        || nowMs < currentHorizonMs;
  }

  /**
   * The last batch of a producer tells its sequence after a restart; the last one of the log lets
   * readers get to its end.
   */
  private boolean isNeededEmpty(RecordBatchView batch) {
    boolean lastOfProducer =
        batch.hasProducerId()
            && lastOffsetsOfProducers.getOrDefault(batch.producerId(), -1L) == batch.lastOffset();
    return lastOfProducer || batch.nextOffset() == log.logEndOffset();
  }

  private void groupCopied() {
    if (!changed) {
      groupDone();
      later(0, this::nextGroup);
      return;
    }
    rewrite.finish();
    onRing(this::replace, this::nextGroup);
  }

  private void replace() {
    if (!partition.upkeep().replace(rewrite)) {
      throw gone();
    }
    groupDone();
  }

  private void groupDone() {
    rewrite.close();
    rewrite = null;
  }

  private void finish() {
    LOG.log(
        INFO,
        "compacted {0} up to offset {1}: {2} keys in the dirty part, {3} bytes are now {4}",
        log.id(),
        Long.toString(mappedTo),
        Integer.toString(keys.size()),
        Long.toString(sizeBefore),
        Long.toString(log.sizeBytes()));
    done.complete(null);
  }
}
