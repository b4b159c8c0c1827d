package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogRewrite;
import java.nio.ByteBuffer;
import java.util.List;

/** A segment that is to replace others; see {@link MemoryPartitionLog}. One thread at a time. */
final class MemoryLogRewrite implements LogRewrite {
  private final LogId id;
  private final List<Batches> replaced;
  private final long toOffset;
  private final Batches segment;
  private boolean finished;

  MemoryLogRewrite(LogId id, List<Batches> replaced, long toOffset) {
    this.id = id;
    this.replaced = replaced;
    this.toOffset = toOffset;
    this.segment =
        new Batches(replaced.getFirst().baseOffset(), replaced.getLast().info().lastModifiedMs());
  }

  /** The segments that were there when the rewrite began. */
  List<Batches> replaced() {
    return replaced;
  }

  long toOffset() {
    return toOffset;
  }

  /** S27: what is put in place is finished. */
  Batches finished() {
    if (!finished) {
      throw new IllegalArgumentException(id + ": the rewrite is not finished");
    }
    return segment;
  }

  @Override
  public void append(ByteBuffer recordBatches) {
    if (finished) {
      throw new IllegalStateException(id + ": the rewrite is finished");
    }
    List<Batches.Batch> checked = Batches.checked(id, recordBatches, segment.nextOffset());
    if (!checked.isEmpty() && checked.getLast().lastOffset() >= toOffset) {
      throw new IllegalArgumentException(
          "%s: offset %d is beyond the range, which ends at %d"
              .formatted(id, checked.getLast().lastOffset(), toOffset));
    }
    checked.forEach(batch -> segment.add(batch, segment.info().lastModifiedMs()));
  }

  @Override
  public long sizeBytes() {
    return segment.sizeBytes();
  }

  @Override
  public void finish() {
    finished = true;
  }

  @Override
  public void close() {
    finished = true;
  }
}
