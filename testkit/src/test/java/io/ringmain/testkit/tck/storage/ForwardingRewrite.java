package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.LogRewrite;
import java.nio.ByteBuffer;

/** Does what another rewrite does, for those that break one rule of it. */
class ForwardingRewrite implements LogRewrite {
  final LogRewrite real;

  ForwardingRewrite(LogRewrite real) {
    this.real = real;
  }

  @Override
  public void append(ByteBuffer recordBatches) {
    real.append(recordBatches);
  }

  @Override
  public long sizeBytes() {
    return real.sizeBytes();
  }

  @Override
  public void finish() {
    real.finish();
  }

  @Override
  public void close() {
    real.close();
  }
}
