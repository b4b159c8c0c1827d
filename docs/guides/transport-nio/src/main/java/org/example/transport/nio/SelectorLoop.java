package org.example.transport.nio;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * One thread with its selector: serves the channels registered with it, and runs what others ask
 * for.
 *
 * <pre>
 *        ┌──▶ select ──▶ ready() of each channel ──▶ tasks ──▶ now and then tick() of all ──┐
 *        └──────────────────────────────────────────────────────────────────────────────────┘
 *   close ──▶ closes every channel, runs the last tasks, ends
 * </pre>
 */
final class SelectorLoop {
  private static final System.Logger LOG = System.getLogger(SelectorLoop.class.getName());
  private static final long TICK_MS = 250;

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ArrayDeque<>(); // guarded by itself
  private boolean closing; // guarded by tasks
  private boolean ended; // guarded by tasks
  private long lastTickNs = System.nanoTime();

  /** What is attached to a key: the owner of a channel. Called on the loop's thread. */
  interface Registered {
    /** The channel is ready for something that its key is interested in. */
    void ready();

    /** Some time has passed. */
    void tick(long nowNs);

    /** The loop ends. Closes the channel; idempotent. */
    void end();
  }

  SelectorLoop(String name) throws IOException {
    selector = Selector.open();
    thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Has the loop run a task, after what it is doing now. Any thread.
   *
   * @return false if the loop has ended, and the task will never run
   */
  boolean execute(Runnable task) {
    synchronized (tasks) {
      if (ended) {
        return false;
      }
      tasks.add(task);
    }
    if (!isCurrent()) {
      selector.wakeup();
    }
    return true;
  }

  /** Gives a channel an owner, or another one. On the loop's thread. */
  SelectionKey register(SelectableChannel channel, int interest, Registered owner) {
    try {
      return channel.register(selector, interest, owner);
    } catch (ClosedChannelException e) {
      throw new IllegalStateException("closed before it was registered", e);
    }
  }

  /**
   * The system closes a channel that was registered only when the selector looks again: that is
   * now. In a task.
   */
  void letGoOfClosed() {
    try {
      selector.selectNow(_ -> {});
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a closed channel may keep its port for a moment", e);
    }
  }

  private void run() {
    try {
      while (!isClosing()) {
        if (hasTasks()) {
          selector.selectNow(SelectorLoop::serve);
        } else {
          selector.select(SelectorLoop::serve, TICK_MS);
        }
        runTasks();
        tickIfDue();
      }
    } catch (IOException broken) {
      LOG.log(Level.ERROR, "a selector has failed: its connections are closed", broken);
    } finally {
      end();
    }
  }

  private boolean isClosing() {
    synchronized (tasks) {
      return closing;
    }
  }

  private boolean hasTasks() {
    synchronized (tasks) {
      return !tasks.isEmpty();
    }
  }

  private static void serve(SelectionKey key) {
    guarded(((Registered) key.attachment())::ready);
  }

  /** Whatever goes wrong for one channel is none of the others' business. */
  private static void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error failure) {
      LOG.log(Level.ERROR, "a transport thread goes on after a failure", failure);
    }
  }

  /** Those that are there now: what they ask for in turn comes after the next look at channels. */
  private void runTasks() {
    List<Runnable> batch;
    synchronized (tasks) {
      batch = List.copyOf(tasks);
      tasks.clear();
    }
    batch.forEach(SelectorLoop::guarded);
  }

  private void tickIfDue() {
    long nowNs = System.nanoTime();
    if (nowNs - lastTickNs >= TICK_MS * 1_000_000) {
      lastTickNs = nowNs;
      for (SelectionKey key : selector.keys()) {
        guarded(() -> ((Registered) key.attachment()).tick(nowNs));
      }
    }
  }

  /** A task may register one more channel: closes until there is nothing left. */
  private void end() {
    boolean done;
    do {
      for (SelectionKey key : selector.keys()) {
        guarded(((Registered) key.attachment())::end);
      }
      runTasks();
      synchronized (tasks) {
        done = tasks.isEmpty() && selector.keys().stream().noneMatch(SelectionKey::isValid);
        ended = done;
      }
    } while (!done);
    discard();
  }

  /** The end of a loop that was never started. */
  void discard() {
    NioTransport.closeQuietly(selector);
  }

  /** Asks the loop to end. Any thread. */
  void close() {
    synchronized (tasks) {
      closing = true;
    }
    selector.wakeup();
  }

  /** Waits for the end, come what may. Any thread but the loop's own. */
  void awaitEnd() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
