package io.ringmain.kernel.env.system;

import static java.lang.System.Logger.Level.ERROR;

import io.ringmain.kernel.env.Timer;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Timers on one thread of their own. Any thread schedules; tasks run on the thread {@code timer}
 * and hand on to rings.
 */
final class TimerThread implements Timer, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TimerThread.class.getName());

  private final ScheduledThreadPoolExecutor executor;

  TimerThread(OwnThreads threads) {
    executor = new ScheduledThreadPoolExecutor(1, task -> threads.unstarted("timer", task));
    // Most timeouts are called off long before they are due: they must not pile up until then.
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public Timeout schedule(long delayMs, Runnable task) {
    if (executor.isShutdown()) {
      return () -> true;
    }
    ScheduledFuture<?> scheduled =
        executor.schedule(() -> runLogged(task), delayMs, TimeUnit.MILLISECONDS);
    return () -> scheduled.cancel(false);
  }

  private static void runLogged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failure) {
      LOG.log(ERROR, "a timer's task failed", failure);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
