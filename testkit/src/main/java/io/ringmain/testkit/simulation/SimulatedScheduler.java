package io.ringmain.testkit.simulation;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * All the threads of a simulation, on one thread and on virtual time.
 *
 * <pre>
 *   shard-0     ▌task ▌task            each queue is a thread of the real thing: in order within,
 *   metadata    ▌task                  in any order between; which one goes next is drawn from
 *   network     ▌task ▌task ▌task      the seed
 *   timers      ── 12 ms ── 50 ms ──▶  due when every queue is empty: then the time moves on
 * </pre>
 *
 * <p>The same seed and the same calls make the same run: {@link #trace()} says what ran when. Used
 * by one thread, the test's. A task that throws ends the run, since nothing in a simulation may
 * fail unseen.
 */
public final class SimulatedScheduler {
  private static final long START_MS = 1_700_000_000_000L;

  /** More tasks than this without the time moving on are a loop. */
  private static final int MOST_TASKS_AT_ONE_TIME = 5_000_000;

  private final Random random;
  private final List<TaskQueue> queues = new ArrayList<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNs).thenComparingLong(Due::order));
  private final TaskQueue timerQueue;
  private final List<String> trace = new ArrayList<>();
  private long nowNs;
  private long timersMade;
  private int tasksAtThisTime;

  public SimulatedScheduler(long seed) {
    this.random = new Random(seed);
    this.timerQueue = newQueue("timer");
  }

  /** What a kernel needs: this clock, these timers and rings, and randomness from the same seed. */
  public Environment environment() {
    return new Environment(
        new SimulatedClock(this),
        this::schedule,
        new SimulatedRings(this),
        new Random(random.nextLong()),
        newExecutor("background"),
        1);
  }

  /** A thread more: runs what it is given in order. */
  public Executor newExecutor(String name) {
    return newQueue(name)::add;
  }

  TaskQueue newQueue(String name) {
    TaskQueue queue = new TaskQueue(name);
    queues.add(queue);
    return queue;
  }

  /** Draws a number from 1 to {@code most}: how many of the things at hand to do at once. */
  int drawAtMost(int most) {
    return 1 + random.nextInt(most);
  }

  boolean drawEither() {
    return random.nextBoolean();
  }

  /** Runs {@code task} as {@link Timer#schedule} says. */
  public Timer.Timeout schedule(long delayMs, Runnable task) {
    Due due = new Due(nowNs + delayMs * 1_000_000, timersMade++, task);
    timers.add(due);
    return () -> timers.remove(due);
  }

  /** Milliseconds since the epoch, from a time long ago on. */
  public long wallMs() {
    return START_MS + nowNs / 1_000_000;
  }

  /** Nanoseconds since the simulation began. */
  public long monotonicNs() {
    return nowNs;
  }

  /** Runs until nothing is left to do at this time. */
  public void settle() {
    while (runOne()) {
      if (++tasksAtThisTime > MOST_TASKS_AT_ONE_TIME) {
        throw new IllegalStateException(
            MOST_TASKS_AT_ONE_TIME + " tasks, and the time stands still");
      }
    }
  }

  /** Lets time pass, and runs everything that becomes due. */
  public void pass(long ms) {
    long endNs = nowNs + ms * 1_000_000;
    settle();
    while (!timers.isEmpty() && timers.peek().atNs <= endNs) {
      runNextTimer();
    }
    moveTo(endNs);
  }

  /**
   * Lets time pass until something holds.
   *
   * @throws IllegalStateException if it does not within {@code atMostMs}
   */
  public void passUntil(BooleanSupplier condition, long atMostMs) {
    long endNs = nowNs + atMostMs * 1_000_000;
    settle();
    while (!condition.getAsBoolean()) {
      if (timers.isEmpty() || timers.peek().atNs > endNs) {
        throw new IllegalStateException("not within " + atMostMs + " ms of virtual time");
      }
      runNextTimer();
    }
  }

  /** Lets time pass until a stage is complete, and gives its value. */
  public <T> T await(CompletionStage<T> stage, long atMostMs) {
    passUntil(stage.toCompletableFuture()::isDone, atMostMs);
    return stage.toCompletableFuture().join();
  }

  /** What ran when: one line for each task, such as {@code 12000000 shard-0}. */
  public List<String> trace() {
    return List.copyOf(trace);
  }

  private void runNextTimer() {
    Due due = timers.poll();
    moveTo(Math.max(nowNs, due.atNs));
    timerQueue.add(due.task);
    settle();
  }

  private void moveTo(long ns) {
    nowNs = ns;
    tasksAtThisTime = 0;
  }

  private boolean runOne() {
    List<TaskQueue> ready = new ArrayList<>();
    for (TaskQueue queue : queues) {
      if (!queue.tasks.isEmpty()) {
        ready.add(queue);
      }
    }
    if (ready.isEmpty()) {
      return false;
    }
    TaskQueue next = ready.get(random.nextInt(ready.size()));
    trace.add(nowNs + " " + next.name);
    next.tasks.poll().run();
    return true;
  }

  private record Due(long atNs, long order, Runnable task) {}

  /** A thread of the real thing: what it has to do, in order. */
  static final class TaskQueue {
    private final String name;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    private TaskQueue(String name) {
      this.name = name;
    }

    void add(Runnable task) {
      tasks.add(task);
    }
  }
}
