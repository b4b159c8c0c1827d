package io.ringmain.coordination.zk;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Which threads a coordination has, so that a test sees that none is left of it. */
final class Threads {
  private static final long END_TIMEOUT_S = 20;

  private Threads() {}

  /** Live threads of ours and of ZooKeeper's clients. */
  static Set<Thread> ofCoordination() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Threads::isOfCoordination)
        .collect(Collectors.toSet());
  }

  static boolean isOfCoordination(Thread thread) {
    return thread.getName().startsWith("ringmain-coordination")
        || thread.getName().contains("-SendThread")
        || thread.getName().contains("-EventThread");
  }

  /** All live threads. */
  static Set<Thread> all() {
    return Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  /** Those that are there beyond the given ones must have ended, up to their very last steps. */
  static void assertNoneBeyond(Set<Thread> before) {
    assertNoneOf(ofCoordination(), before);
  }

  static void assertNoneOf(Set<Thread> now, Set<Thread> before) {
    for (Thread thread : now) {
      if (!before.contains(thread)) {
        assertEnds(thread);
      }
    }
  }

  private static void assertEnds(Thread thread) {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(END_TIMEOUT_S));
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
    if (thread.isAlive()) {
      throw new AssertionError("left behind: " + thread);
    }
  }
}
