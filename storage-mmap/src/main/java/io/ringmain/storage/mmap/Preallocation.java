package io.ringmain.storage.mmap;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes disk blocks belong to a file before its mapping is written to.
 *
 * <p>A store into a mapped hole of a full disk is a SIGBUS; a store into preallocated blocks always
 * succeeds. So a full disk shows here, as an exception. Called by the writer of a log and by the
 * housekeeper.
 */
interface Preallocation {

  /**
   * Gives {@code file} blocks for all of its first {@code sizeBytes} bytes, and at least that size.
   * What was written before stays; what was not reads as zeros.
   *
   * @param from where the file may still lack blocks
   * @throws IOException with the operating system's reason; nothing the file held is lost
   */
  void allocate(Path file, long from, long sizeBytes) throws IOException;

  /** The best that this platform offers; found out by whoever allocates first. */
  static Preallocation ofPlatform() {
    return (file, from, sizeBytes) -> OfPlatform.BEST.allocate(file, from, sizeBytes);
  }

  /** Initialized at first use. */
  final class OfPlatform {
    private static final Preallocation BEST =
        Posix.linked()
            .<Preallocation>map(PosixPreallocation::new)
            .orElseGet(WritingPreallocation::new);

    private OfPlatform() {}
  }
}
