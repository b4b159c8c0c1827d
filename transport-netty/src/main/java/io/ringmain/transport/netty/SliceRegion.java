package io.ringmain.transport.netty;

import io.netty.channel.DefaultFileRegion;
import io.ringmain.spi.storage.LogSlice;

/**
 * A log slice that the kernel sends from its file.
 *
 * <p>Netty lets go of it once it is sent or can no longer be; that closes the slice, and leaves the
 * file open, for it is the storage's.
 */
final class SliceRegion extends DefaultFileRegion {
  private final LogSlice slice;

  SliceRegion(LogSlice slice, LogSlice.FileRange range) {
    super(range.channel(), range.position(), range.sizeBytes());
    this.slice = slice;
  }

  @Override
  protected void deallocate() {
    slice.close();
  }
}
