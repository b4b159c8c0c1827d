package io.ringmain.coordination.local;

import java.io.IOException;

/** Asked before each write of a {@link Journal}: how tests have a disk that fails. */
@FunctionalInterface
interface WriteGuard {
  /** Lets every write through. */
  WriteGuard NONE = () -> {};

  /** Throws if the write is to fail. */
  void beforeWrite() throws IOException;
}
