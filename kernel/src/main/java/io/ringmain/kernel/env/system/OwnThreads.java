package io.ringmain.kernel.env.system;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The daemon threads of one environment, so that whoever closes it can wait for their end: nothing
 * of a broker runs on in a process that goes on without it. Any thread.
 */
final class OwnThreads {
  private static final System.Logger LOG = System.getLogger(OwnThreads.class.getName());
  private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** A thread that is yet to be started. */
  Thread unstarted(String name, Runnable task) {
    threads.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
    Thread thread = Thread.ofPlatform().name(name).daemon().unstarted(task);
    threads.add(thread);
    return thread;
  }

  /** Runs each task on a thread of its own. */
  Executor threadPerTask(String name) {
    return task -> unstarted(name, task).start();
  }

  /** Waits until all have ended that were started, but for the one that asks. */
  void awaitEnd() {
    for (Thread thread : threads) {
      if (thread != Thread.currentThread() && thread.getState() != Thread.State.NEW) {
        awaitEnd(thread);
      }
    }
  }

  private static void awaitEnd(Thread thread) {
    try {
      if (!thread.join(END_TIMEOUT)) {
        LOG.log(
            WARNING, "thread {0} still runs {1} after the close", thread.getName(), END_TIMEOUT);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
