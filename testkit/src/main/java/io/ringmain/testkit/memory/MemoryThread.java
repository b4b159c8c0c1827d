package io.ringmain.testkit.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one thread on which an in-memory plugin calls back: a real one, or a queue of a simulation,
 * where everything runs on one thread anyhow.
 */
final class MemoryThread implements Executor, AutoCloseable {
  private final Executor executor;
  private final boolean simulated;
  private volatile Thread thread;

  private MemoryThread(Executor executor, boolean simulated) {
    this.executor = executor;
    this.simulated = simulated;
  }

  static MemoryThread simulated(Executor executor) {
    return new MemoryThread(executor, true);
  }

  static MemoryThread started(String name) {
    ExecutorService single =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().name(name).daemon().unstarted(task));
    MemoryThread started = new MemoryThread(single, false);
    started.runAndWait(() -> started.thread = Thread.currentThread());
    return started;
  }

  /** Runs a task later; not at all once closed. */
  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException closed) {
      // Nobody is called back any more.
    }
  }

  /** Runs a task on the thread, and returns when it is done. */
  void runAndWait(Runnable task) {
    if (simulated || Thread.currentThread() == thread) {
      task.run();
    } else {
      CompletableFuture.runAsync(task, executor).join();
    }
  }

  /** Returns when the thread has ended, unless it is the one that closes. */
  @Override
  public void close() {
    if (executor instanceof ExecutorService service) {
      service.shutdown();
      awaitEnd();
    }
  }

  private void awaitEnd() {
    try {
      if (thread != Thread.currentThread()) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
