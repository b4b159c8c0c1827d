package io.ringmain.testkit.world;

import io.ringmain.spi.storage.LogSlice;
import java.nio.ByteBuffer;

/** Bytes read from a simulated disk. S24: using it after it was closed is not let pass. */
final class SimulatedSlice implements LogSlice {
  private final SimulatedDisk disk;
  private final ByteBuffer content;
  private final long nextOffset;
  private boolean closed;

  SimulatedSlice(SimulatedDisk disk, ByteBuffer content, long nextOffset) {
    this.disk = disk;
    disk.openSlices++;
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
    disk.openSlices--;
  }
}
