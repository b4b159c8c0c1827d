package io.ringmain.storage.mmap;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs what uses a file channel to its end, whether or not somebody interrupts the thread.
 *
 * <p>An interrupt closes the channel that its thread works on. For a log that would be an I/O error
 * like that of a broken disk. So an interrupt is put off until the work is done, and work that it
 * cut short is done anew. Used on any thread.
 */
final class Uninterrupted {
  private Uninterrupted() {}

  /** Work that opens the channels it uses, and that may be done again when it was cut short. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Work without a result. */
  @FunctionalInterface
  interface Task {
    void run() throws IOException;
  }

  static <T> T call(Work<T> work) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return work.run();
        } catch (ClosedByInterruptException cutShort) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static void run(Task task) throws IOException {
    call(() -> {
      task.run();
      return null;
    });
  }
}
