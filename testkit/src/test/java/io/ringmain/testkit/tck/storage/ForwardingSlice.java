package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.LogSlice;
import java.nio.ByteBuffer;

/** Does what another slice does, for those that break one rule of it. */
class ForwardingSlice implements LogSlice {
  final LogSlice real;

  ForwardingSlice(LogSlice real) {
    this.real = real;
  }

  @Override
  public int sizeBytes() {
    return real.sizeBytes();
  }

  @Override
  public long nextOffset() {
    return real.nextOffset();
  }

  @Override
  public ByteBuffer buffer() {
    return real.buffer();
  }

  @Override
  public void close() {
    real.close();
  }
}
