package io.ringmain.distribution.assemble;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Says what is being done: on a terminal in one line that counts the seconds, else in a line for
 * each step. Used by the thread that assembles; the counting has one of its own.
 */
public final class Steps implements AutoCloseable {
  private static final long REPAINT_MS = 200;
  private static final String CLEAR = "\r\u001b[K";

  private final PrintStream err;
  private final boolean onTerminal;
  private final int count;
  private final Thread painter;

  private int number;
  private String what = "";
  private long sinceNs;

  /**
   * @param count of the steps to come
   */
  public Steps(PrintStream err, boolean onTerminal, int count) {
    this.err = err;
    this.onTerminal = onTerminal;
    this.count = count;
    this.painter = Thread.ofPlatform().daemon().name("progress").unstarted(this::repaint);
    if (onTerminal) {
      painter.start();
    }
  }

  /** The next step begins. */
  synchronized void next(String newWhat) {
    number++;
    what = newWhat;
    sinceNs = System.nanoTime();
    if (onTerminal) {
      paint();
    } else {
      err.println("ringmain: [" + number + "/" + count + "] " + what);
    }
  }

  private synchronized void paint() {
    double seconds = (System.nanoTime() - sinceNs) / 1e9;
    err.print(
        String.format(Locale.ROOT, "%s[%d/%d] %s, %.1f s", CLEAR, number, count, what, seconds));
    err.flush();
  }

  private void repaint() {
    try {
      while (true) {
        Thread.sleep(REPAINT_MS);
        if (!what.isEmpty()) {
          paint();
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (onTerminal) {
      painter.interrupt();
      synchronized (this) {
        what = "";
        err.print(CLEAR);
        err.flush();
      }
    }
  }
}
