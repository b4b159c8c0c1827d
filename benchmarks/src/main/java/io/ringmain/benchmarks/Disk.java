package io.ringmain.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Keeps what one broker has written from slowing down the other. */
final class Disk {
  private static final int LIMIT_SECONDS = 60;

  private Disk() {}

  /** Has the system write out what is dirty, where there is a command for it. */
  static void settle() throws InterruptedException {
    try {
      Process sync = new ProcessBuilder("sync").start();
      if (!sync.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        sync.destroyForcibly();
      }
    } catch (IOException e) {
      System.err.println("benchmarks: no sync command, going on without: " + e.getMessage());
    }
  }
}
