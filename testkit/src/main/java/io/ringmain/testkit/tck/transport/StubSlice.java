package io.ringmain.testkit.tck.transport;

import io.ringmain.spi.storage.LogSlice;
import io.ringmain.testkit.tck.Recorder;
import java.nio.ByteBuffer;

/** A slice of no log, which tells when it is closed. */
final class StubSlice implements LogSlice {
  final Recorder<String> closed = new Recorder<>();
  private final byte[] content;

  StubSlice(byte[] content) {
    this.content = content;
  }

  @Override
  public int sizeBytes() {
    return content.length;
  }

  @Override
  public long nextOffset() {
    return 0;
  }

  @Override
  public ByteBuffer buffer() {
    if (closed.count() > 0) {
      throw new IllegalStateException("the slice is closed");
    }
    return ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  @Override
  public void close() {
    closed.tell("closed");
  }
}
