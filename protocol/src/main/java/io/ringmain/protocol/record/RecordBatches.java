package io.ringmain.protocol.record;

import java.nio.ByteBuffer;

/**
 * Walks a run of batches, as in a produce request, a fetched slice or a log segment.
 *
 * <p>Reusable, single-threaded, allocates nothing per batch. The walk stops before the first batch
 * that is not whole or not of magic 2, which is how a fetched slice ends that was cut at a byte
 * limit and how a segment ends whose tail was torn; {@link #position} is then where it stopped and
 * {@link #isAtEnd} tells the two apart. The CRC is not checked here.
 *
 * <pre>{@code
 * batches.wrap(buffer, position, end);
 * while (batches.next()) {
 *   use(batches.current());
 * }
 * }</pre>
 */
public final class RecordBatches {
  private final RecordBatchView current = new RecordBatchView();
  private ByteBuffer buffer = current.buffer();
  private int position;
  private int end;

  /** A walk over nothing, to be pointed at a run. */
  public RecordBatches() {}

  /** Starts before the first batch of a buffer's remaining bytes. */
  public RecordBatches wrap(ByteBuffer buffer) {
    return wrap(buffer, buffer.position(), buffer.limit());
  }

  /** Starts before the first batch of a range of a buffer. */
  public RecordBatches wrap(ByteBuffer buffer, int position, int end) {
    if (position < 0 || position > end || end > buffer.limit()) {
      throw new IndexOutOfBoundsException(
          "range " + position + ".." + end + " is outside 0.." + buffer.limit());
    }
    current.wrap(buffer, position);
    this.buffer = buffer;
    this.position = position;
    this.end = end;
    return this;
  }

  /** Moves to the next whole batch; false when there is none. */
  public boolean next() {
    if (!RecordBatchView.isComplete(buffer, position, end)
        || buffer.get(position + RecordBatchView.MAGIC) != RecordBatchView.MAGIC_V2) {
      return false;
    }
    current.wrap(buffer, position);
    position += current.sizeBytes();
    return true;
  }

  /** The batch that the last {@link #next} moved to; the same object every time. */
  public RecordBatchView current() {
    return current;
  }

  /** The first byte after the current batch. */
  public int position() {
    return position;
  }

  /** Whether the range was used up to its last byte. */
  public boolean isAtEnd() {
    return position == end;
  }
}
