package io.ringmain.testkit.simulation;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * All the threads of a simulation, on one thread and on virtual time.
 *
 * <pre>
 *   b1/shard-0     ▌task ▌task            each queue is a thread of the real thing: in order within,
 *   b1/metadata    ▌task                  in any order between; which one goes next is drawn from
 *   b2/network-0   ▌task ▌task ▌task      the seed
 *   timers         ── 12 ms ── 50 ms ──▶  due when every queue is empty: then the time moves on
 * </pre>
 *
 * <p>Queues belong to {@linkplain SimulatedProcess processes}; whoever has only one may use those
 * of the scheduler itself. The same seed and the same calls make the same run: the {@link Trace}
 * says what ran when. Used by one thread. A task that throws ends the run, since nothing in a
 * simulation may fail unseen.
 */
public final class SimulatedScheduler {
  private static final long START_MS = 1_700_000_000_000L;
  private static final long MS_TO_NS = 1_000_000;

  /** More tasks than this without the time moving on are a loop. */
  private static final int MOST_TASKS_AT_ONE_TIME = 5_000_000;

  private final Random random;
  private final Trace trace;
  private final List<TaskQueue> ready = new ArrayList<>();
  private final DueTasks timers = new DueTasks();
  private final SimulatedFiles files = new SimulatedFiles();
  private final SimulatedProcess only;
  private long nowNs;
  private long tasksRun;
  private int tasksAtThisTime;
  private Optional<RuntimeException> failure = Optional.empty();

  public SimulatedScheduler(long seed) {
    this(seed, new Trace());
  }

  /**
   * @param trace takes a line for each task
   */
  public SimulatedScheduler(long seed, Trace trace) {
    this.random = new Random(seed);
    this.trace = trace;
    this.only = newProcess("simulation");
  }

  /** A process more. */
  public SimulatedProcess newProcess(String name) {
    return new SimulatedProcess(this, name);
  }

  /** What a kernel needs: this clock, these timers and rings, and randomness from the same seed. */
  public Environment environment() {
    return only.environment(new Random(random.nextLong()), files);
  }

  /** A thread more: runs what it is given in order. */
  public Executor newExecutor(String name) {
    return only.newExecutor(name);
  }

  TaskQueue newQueue(SimulatedProcess process, String name) {
    return new TaskQueue(process, name);
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
    return only.schedule(delayMs, task);
  }

  Timer.Timeout schedule(long delayNs, TaskQueue queue, Runnable task) {
    return timers.add(nowNs + delayNs, queue, task);
  }

  /** Runs a task of no process, such as the arrival of a frame, at a time. */
  public void at(long atNs, Runnable task) {
    var _ = timers.add(Math.max(nowNs, atNs), null, task);
  }

  /** Milliseconds since the epoch, from a time long ago on. */
  public long wallMs() {
    return START_MS + nowNs / MS_TO_NS;
  }

  /** Nanoseconds since the simulation began. */
  public long monotonicNs() {
    return nowNs;
  }

  /** How many tasks have run. */
  public long tasksRun() {
    return tasksRun;
  }

  /** What ran when. */
  public Trace trace() {
    return trace;
  }

  /** Notes an event in the trace. */
  public void note(String event) {
    trace.line(nowNs, event);
  }

  /** Notes an event in the trace, with two numbers that say more. */
  public void note(String event, long first, long second) {
    trace.line(nowNs, Trace.word(event), first, second);
  }

  /** The same for an event of which there are many: its {@link Trace#word} is made once. */
  public void note(byte[] event, long first, long second) {
    trace.line(nowNs, event, first, second);
  }

  /** Ends the run as if the task under way had thrown: for what catches all that it calls. */
  public void fail(RuntimeException thrown) {
    failure = Optional.of(thrown);
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
    passUnless(() -> false, ms);
  }

  /**
   * Lets time pass, unless something holds, which is looked at after all that happens at one time.
   *
   * @return whether it holds
   */
  public boolean passUnless(BooleanSupplier condition, long ms) {
    long endNs = nowNs + ms * MS_TO_NS;
    settle();
    while (!condition.getAsBoolean()) {
      if (timers.isEmpty() || timers.nextNs() > endNs) {
        moveTo(endNs);
        return false;
      }
      runNextTimer();
    }
    return true;
  }

  /**
   * Lets time pass until something holds.
   *
   * @throws IllegalStateException if it does not within {@code atMostMs}
   */
  public void passUntil(BooleanSupplier condition, long atMostMs) {
    if (!passUnless(condition, atMostMs)) {
      throw new IllegalStateException("not within " + atMostMs + " ms of virtual time");
    }
  }

  /** Lets time pass until a stage is complete, and gives its value. */
  public <T> T await(CompletionStage<T> stage, long atMostMs) {
    passUntil(stage.toCompletableFuture()::isDone, atMostMs);
    return stage.toCompletableFuture().join();
  }

  private void runNextTimer() {
    DueTasks.Due due = timers.take();
    moveTo(Math.max(nowNs, due.atNs()));
    due.run();
    settle();
  }

  private void moveTo(long ns) {
    nowNs = ns;
    tasksAtThisTime = 0;
  }

  private boolean runOne() {
    while (!ready.isEmpty()) {
      int index = ready.size() == 1 ? 0 : random.nextInt(ready.size());
      TaskQueue queue = ready.get(index);
      Runnable task = queue.process.mayRun() ? queue.tasks.poll() : null;
      if (task == null) {
        unready(index);
        continue;
      }
      trace.line(nowNs, queue.traced);
      tasksRun++;
      task.run();
      if (failure.isPresent()) {
        throw failure.get();
      }
      queue.process.ranOne();
      return true;
    }
    return false;
  }

  /** The last takes the place of the one that goes: which is which does not matter. */
  private void unready(int index) {
    TaskQueue last = ready.removeLast();
    TaskQueue gone = last;
    if (index < ready.size()) {
      gone = ready.set(index, last);
    }
    gone.listed = false;
  }

  /** A thread of the real thing: what it has to do, in order. */
  final class TaskQueue {
    private final SimulatedProcess process;
    private final byte[] traced;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean listed;

    private TaskQueue(SimulatedProcess process, String name) {
      this.process = process;
      this.traced = Trace.word(name);
    }

    void add(Runnable task) {
      if (process.isAlive()) {
        tasks.add(task);
        makeReady();
      }
    }

    void makeReady() {
      if (!listed && !tasks.isEmpty() && process.mayRun()) {
        listed = true;
        ready.add(this);
      }
    }

    void clear() {
      tasks.clear();
    }
  }
}
