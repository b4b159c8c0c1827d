package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogSlice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** Record batches of one segment; holds a reference of the segment's view until it is closed. */
final class SegmentSlice implements LogSlice {
  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(SegmentSlice.class, "closed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final View view;
  private final int position;
  private final int sizeBytes;
  private final long nextOffset;
  private volatile boolean closed;

  /** Takes over one reference of {@code view}. */
  SegmentSlice(View view, int position, int sizeBytes, long nextOffset) {
    this.view = view;
    this.position = position;
    this.sizeBytes = sizeBytes;
    this.nextOffset = nextOffset;
  }

  @Override
  public int sizeBytes() {
    return sizeBytes;
  }

  @Override
  public long nextOffset() {
    return nextOffset;
  }

  @Override
  public ByteBuffer buffer() {
    checkOpen();
    return view.slice(position, sizeBytes);
  }

  @Override
  public Optional<FileRange> fileRange() {
    checkOpen();
    FileChannel channel = view.channel();
    return channel == null
        ? Optional.empty()
        : Optional.of(new FileRange(channel, position, sizeBytes));
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the slice is closed");
    }
  }

  @Override
  public void close() {
    if (CLOSED.compareAndSet(this, false, true)) {
      view.release();
    }
  }
}
