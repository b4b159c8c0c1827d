package io.ringmain.kernel.group;

import io.ringmain.kernel.coordinator.Coordinator;
import io.ringmain.kernel.coordinator.CoordinatorRecord;
import io.ringmain.kernel.coordinator.CoordinatorRuntime;
import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.env.Timer;
import io.ringmain.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A coordinator's partition on virtual time: a list for a log, and a queue of timers that run when
 * the test lets time pass.
 */
final class VirtualRuntime implements CoordinatorRuntime {

  private static final Comparator<Task> BY_TIME =
      Comparator.comparingLong((Task task) -> task.dueMs).thenComparingLong(task -> task.number);

  private final PriorityQueue<Task> tasks = new PriorityQueue<>(BY_TIME);
  private final List<CoordinatorRecord> log;
  private final Queue<Consumer<ErrorCode>> uncommitted = new ArrayDeque<>();

  private Coordinator coordinator;
  private ErrorCode appendError = ErrorCode.NONE;
  private boolean commitsHeld;
  private int committed;
  private long nowMs;
  private long taskNumber;

  VirtualRuntime() {
    this(List.of(), 1_700_000_000_000L);
  }

  /** Begins with a log that is there already. */
  VirtualRuntime(List<CoordinatorRecord> log, long nowMs) {
    this.log = new ArrayList<>(log);
    this.committed = log.size();
    this.nowMs = nowMs;
  }

  private static final class Task implements Timer.Timeout {
    private final long dueMs;
    private final long number;
    private final Runnable run;
    private boolean cancelled;

    Task(long dueMs, long number, Runnable run) {
      this.dueMs = dueMs;
      this.number = number;
      this.run = run;
    }

    @Override
    public boolean cancel() {
      boolean first = !cancelled;
      cancelled = true;
      return first;
    }
  }

  /** Replays the log on a coordinator and lets it begin. */
  void load(Coordinator coordinator) {
    this.coordinator = coordinator;
    for (int i = 0; i < log.size(); i++) {
      replay(i);
    }
    coordinator.onLoaded();
  }

  private void replay(int offset) {
    CoordinatorRecord record = log.get(offset);
    coordinator.replay(offset, nowMs, record.key(), record.value());
  }

  // ---- what the test does

  /** Lets time pass; timers run in order, each at its own time. */
  void advance(long ms) {
    long untilMs = nowMs + ms;
    while (!tasks.isEmpty() && tasks.peek().dueMs <= untilMs) {
      Task task = tasks.remove();
      nowMs = Math.max(nowMs, task.dueMs);
      // Also what was cancelled, as if it had been on its way from the timer's thread already.
      task.run.run();
    }
    nowMs = untilMs;
  }

  /** From now on appends fail with this error; with NONE they succeed again. */
  void failAppends(ErrorCode error) {
    appendError = error;
  }

  /** From now on what is appended stays uncommitted. */
  void holdCommits() {
    commitsHeld = true;
  }

  /** Commits what was held. */
  void releaseCommits() {
    commitsHeld = false;
    committed = log.size();
    while (!uncommitted.isEmpty()) {
      uncommitted.remove().accept(ErrorCode.NONE);
    }
  }

  /** Gives the oldest write that was held up: replicas did not take it in time. */
  void failOldestCommit(ErrorCode error) {
    uncommitted.remove().accept(error);
  }

  /** The broker stops leading: whoever waits is told, timers are dead. */
  void unload() {
    tasks.clear();
    coordinator.onUnloaded();
    while (!uncommitted.isEmpty()) {
      uncommitted.remove().accept(ErrorCode.NOT_COORDINATOR);
    }
  }

  /** Everything appended so far. */
  List<CoordinatorRecord> log() {
    return List.copyOf(log);
  }

  /** What a new leader is sure to have. */
  List<CoordinatorRecord> committedLog() {
    return List.copyOf(log.subList(0, committed));
  }

  long nowMs() {
    return nowMs;
  }

  /** How many timers are armed. */
  long armedTimers() {
    return tasks.stream().filter(task -> !task.cancelled).count();
  }

  // ---- what the coordinator sees

  @Override
  public int partition() {
    return 0;
  }

  @Override
  public Clock clock() {
    return new Clock() {
      @Override
      public long wallMs() {
        return nowMs;
      }

      @Override
      public long monotonicNs() {
        return nowMs * 1_000_000;
      }
    };
  }

  @Override
  public Timer.Timeout schedule(long delayMs, Runnable task) {
    Task scheduled = new Task(nowMs + delayMs, taskNumber++, task);
    tasks.add(scheduled);
    return scheduled;
  }

  @Override
  public void write(List<CoordinatorRecord> records, Consumer<ErrorCode> whenDone) {
    if (appendError != ErrorCode.NONE && !records.isEmpty()) {
      whenDone.accept(appendError);
      return;
    }
    for (CoordinatorRecord record : records) {
      log.add(record);
      replay(log.size() - 1);
    }
    if (commitsHeld) {
      uncommitted.add(whenDone);
    } else {
      committed = log.size();
      whenDone.accept(ErrorCode.NONE);
    }
  }
}
