package io.ringmain.coordination.zk;

/** Waiting that an interrupt does not cut short: closing must close all there is. Any thread. */
final class Interruptions {
  private Interruptions() {}

  /** Work that can be interrupted and may be begun again then. */
  @FunctionalInterface
  interface Interruptible {
    void run() throws InterruptedException;
  }

  static void joinUninterrupted(Thread thread) {
    uninterrupted(thread::join);
  }

  /** Repeats the work until it ends undisturbed, and keeps the interrupt for the caller. */
  static void uninterrupted(Interruptible work) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          work.run();
          return;
        } catch (InterruptedException kept) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
