package io.ringmain.coordination.local;

import java.io.IOException;

/** A disk that can be made to refuse every write. */
final class FailingDisk implements WriteGuard {
  private volatile boolean failing;

  void failing(boolean newFailing) {
    failing = newFailing;
  }

  @Override
  public void beforeWrite() throws IOException {
    if (failing) {
      throw new IOException("no space left, says a test");
    }
  }
}
