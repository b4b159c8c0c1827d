package io.ringmain.distribution;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/**
 * Ends the process with the exit code that fits.
 *
 * <p>The virtual machine ends with 128 plus the signal's number when a signal makes it end,
 * whatever its hooks do. A broker that stopped cleanly because it was asked to has succeeded, so
 * the hook ends the process itself.
 */
final class Shutdown {
  private static final AtomicBoolean EXITING = new AtomicBoolean();

  private Shutdown() {}

  /** On SIGTERM, SIGINT or SIGHUP, stops by {@code stop} and exits with the code it returns. */
  static void onSignal(IntSupplier stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (EXITING.compareAndSet(false, true)) {
                    int exitCode = ExitCode.FAILED;
                    try {
                      exitCode = stop.getAsInt();
                    } finally {
                      System.err.flush();
                      Runtime.getRuntime().halt(exitCode);
                    }
                  }
                },
                "shutdown"));
  }

  /** Exits, unless the process is ending already: then this waits for its end. */
  static void exit(int exitCode) {
    EXITING.compareAndSet(false, true);
    System.exit(exitCode);
  }
}
