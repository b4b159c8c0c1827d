package io.ringmain.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Stops the process when its standard input ends, as it does when the process at the other end of
 * the pipe is gone, even by kill -9. Runs on a thread of its own.
 */
final class EndOfInput {
  /** What a clean stop may take when those that it needs are stopping as well. */
  private static final Duration MOST_TO_STOP = Duration.ofSeconds(15);

  private EndOfInput() {}

  /** Watches from now on. */
  static void stopsTheProcess(InputStream in) {
    daemon(
        "end-of-input",
        () -> {
          try {
            in.transferTo(OutputStream.nullOutputStream());
          } catch (IOException ended) {
            // An end like any other.
          }
          daemon("end-of-input-deadline", EndOfInput::haltLate);
          // Runs the hook that stops cleanly.
          System.exit(ExitCode.OK);
        });
  }

  private static void haltLate() {
    try {
      Thread.sleep(MOST_TO_STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.FAILED);
  }

  private static void daemon(String name, Runnable task) {
    Thread.ofPlatform().name(name).daemon().start(task);
  }
}
