package io.ringmain.coordination.zk;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one thread on which a coordination's completions, watches and session events arrive (rule
 * C2).
 *
 * <p>ZooKeeper has an event thread for each session; this one lives as long as the coordination, so
 * the order holds across sessions. Anybody posts; tasks run in the order posted. It holds at most
 * what callers have under way, one task each.
 */
final class CallbackThread {
  private static final Logger LOG = System.getLogger(CallbackThread.class.getName());

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Thread thread;
  private Runnable delayedTask;
  private long delayedUntilNs;
  private boolean stopping;
  private boolean ended;

  CallbackThread(String name) {
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs the task after those posted before; on the caller's thread when this one has ended. */
  void post(Runnable task) {
    lock.lock();
    try {
      if (!ended) {
        tasks.add(task);
        changed.signal();
        return;
      }
    } finally {
      lock.unlock();
    }
    task.run();
  }

  /** Runs one task after a delay, in place of the one that may be waiting already. */
  void postLater(long delayMs, Runnable task) {
    lock.lock();
    try {
      delayedTask = task;
      delayedUntilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(delayMs);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Runs what has been posted, then ends. Waits for that, unless called on this very thread. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      delayedTask = null;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread() != thread) {
      Interruptions.joinUninterrupted(thread);
    }
  }

  private void run() {
    for (Runnable task = next(); task != null; task = next()) {
      callBack(task);
    }
  }

  /** Calls somebody who may be at fault: those after it must still be told. On this thread. */
  static void callBack(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | AssertionError thrownByCallee) {
      LOG.log(Level.ERROR, "a coordination callback failed", thrownByCallee);
    }
  }

  /** The next task, or null when there will be none. */
  private Runnable next() {
    lock.lock();
    try {
      while (true) {
        Runnable task = tasks.poll();
        if (task == null) {
          task = dueTask();
        }
        if (task != null) {
          return task;
        }
        if (stopping) {
          ended = true;
          return null;
        }
        awaitChange();
      }
    } finally {
      lock.unlock();
    }
  }

  private Runnable dueTask() {
    if (delayedTask == null || delayedUntilNs - System.nanoTime() > 0) {
      return null;
    }
    Runnable task = delayedTask;
    delayedTask = null;
    return task;
  }

  @SuppressWarnings("WaitNotInLoop") // its one caller is the loop
  private void awaitChange() {
    try {
      if (delayedTask == null) {
        changed.await();
      } else {
        changed.awaitNanos(delayedUntilNs - System.nanoTime());
      }
    } catch (InterruptedException notOurWayToStop) {
      // Only stop() ends this thread; a callback may have been interrupted, which is its affair.
      LOG.log(Level.DEBUG, "interrupted", notOurWayToStop);
    }
  }
}
