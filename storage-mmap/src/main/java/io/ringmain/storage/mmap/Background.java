package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.StorageException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The two threads that keep slow work away from the ring threads.
 *
 * <pre>
 *   storage-housekeeper   prepares space, unmaps, deletes, looks after free space: never a flush,
 *                         so a writer that is about to need space does not queue behind one
 *   storage-flusher       everything that waits for the disk: flushes, checkpoints, snapshots
 * </pre>
 *
 * <p>Tasks of one thread run in the order in which they were given. After {@link #close()} a task
 * runs at once on the thread that gives it, so that late releases still unmap.
 */
final class Background implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Background.class.getName());

  private final ScheduledThreadPoolExecutor housekeeper = thread("storage-housekeeper");
  private final ScheduledThreadPoolExecutor flusher = thread("storage-flusher");
  private volatile long nowMs = System.currentTimeMillis();

  /** The time of the last tick, in milliseconds since the epoch: cheap enough for every append. */
  long nowMs() {
    return nowMs;
  }

  /** Called by the housekeeper a few times a second. */
  void tick() {
    nowMs = System.currentTimeMillis();
  }

  void housekeep(Runnable task) {
    run(housekeeper, task);
  }

  void flush(Runnable task) {
    run(flusher, task);
  }

  /** Runs a task after all that the flusher was given before, and waits for its end. */
  void flushAndWait(Runnable task) {
    await(flusher, task);
  }

  /** Runs a task after all that the housekeeper was given before, and waits for its end. */
  void housekeepAndWait(Runnable task) {
    await(housekeeper, task);
  }

  private static void await(ScheduledThreadPoolExecutor executor, Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    run(
        executor,
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        });
    try {
      done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StorageException failure) {
        throw failure;
      }
      throw e;
    }
  }

  void housekeepAfter(long delayMs, Runnable task) {
    try {
      var _ = housekeeper.schedule(guarded(task), delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      task.run();
    }
  }

  void housekeepEvery(long periodMs, Runnable task) {
    var _ =
        housekeeper.scheduleWithFixedDelay(
            guarded(task), periodMs, periodMs, TimeUnit.MILLISECONDS);
  }

  void flushEvery(long periodMs, Runnable task) {
    var _ =
        flusher.scheduleWithFixedDelay(guarded(task), periodMs, periodMs, TimeUnit.MILLISECONDS);
  }

  private static void run(ScheduledThreadPoolExecutor executor, Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException closed) {
      task.run();
    }
  }

  /** A task that throws must not end the periodic ones, and must not go unseen. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "background work failed", e);
      }
    };
  }

  private static ScheduledThreadPoolExecutor thread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /** Runs what was given so far, except what was to run later, and ends both threads. */
  @Override
  public void close() {
    // The flusher first: its tasks may still give work to the housekeeper.
    flusher.close();
    housekeeper.close();
  }
}
