package io.ringmain.testkit.simulation;

import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.SmallFiles;
import io.ringmain.kernel.env.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * One process of a simulation: threads, timers and a clock of its own, which can be killed, paused
 * and slowed down without the others.
 *
 * <pre>
 *   running ⇄ paused       what is due waits, the time goes on
 *      │  ▲ └▶ stalled     as paused, for the little while that a task costs a slow process
 *      ▼
 *    dead                  what was to be done is forgotten, and nothing is done any more
 * </pre>
 */
public final class SimulatedProcess {
  private final SimulatedScheduler scheduler;
  private final String name;
  private final SimulatedClock clock;
  private final List<SimulatedScheduler.TaskQueue> queues = new ArrayList<>();
  private final SimulatedScheduler.TaskQueue timerQueue;
  private boolean dead;
  private int pauses;
  private boolean stalled;
  private long taskCostNs;

  SimulatedProcess(SimulatedScheduler scheduler, String name) {
    this.scheduler = scheduler;
    this.name = name;
    this.clock = new SimulatedClock(scheduler);
    this.timerQueue = newQueue("timer");
  }

  /** Of the machine it runs on, such as {@code b1}. */
  public String name() {
    return name;
  }

  /** The scheduler that runs it. */
  public SimulatedScheduler scheduler() {
    return scheduler;
  }

  /** Its clock. */
  public Clock clock() {
    return clock;
  }

  /** What a kernel needs, all of it this process's own. */
  public Environment environment(Random random, SmallFiles files) {
    return new Environment(
        clock,
        this::schedule,
        new SimulatedRings(this),
        random,
        files,
        newExecutor("background"),
        1);
  }

  /** A thread more: runs what it is given in order. */
  public Executor newExecutor(String thread) {
    return newQueue(thread)::add;
  }

  SimulatedScheduler.TaskQueue newQueue(String thread) {
    SimulatedScheduler.TaskQueue queue = scheduler.newQueue(this, name + "/" + thread);
    queues.add(queue);
    return queue;
  }

  /** Runs a task later, on the timer thread of this process. */
  public Timer.Timeout schedule(long delayMs, Runnable task) {
    return scheduler.schedule(delayMs * 1_000_000, timerQueue, task);
  }

  /** Ends at once: nothing of what it was to do is done. */
  public void kill() {
    dead = true;
    queues.forEach(SimulatedScheduler.TaskQueue::clear);
  }

  /** Whether it has not been killed. */
  public boolean isAlive() {
    return !dead;
  }

  /** Whether it is alive and not paused. */
  public boolean isRunning() {
    return !dead && pauses == 0;
  }

  boolean mayRun() {
    return !dead && pauses == 0 && !stalled;
  }

  /** Stands still until resumed as often as paused. */
  public void pause() {
    pauses++;
  }

  /** Goes on, with all that has become due meanwhile. */
  public void resume() {
    pauses--;
    makeReady();
  }

  private void makeReady() {
    if (mayRun()) {
      queues.forEach(SimulatedScheduler.TaskQueue::makeReady);
    }
  }

  /** From now on every task costs this much virtual time; 0 is full speed. */
  public void slowDown(long newTaskCostNs) {
    taskCostNs = newTaskCostNs;
  }

  void ranOne() {
    if (taskCostNs > 0 && !stalled) {
      stalled = true;
      scheduler.at(
          scheduler.monotonicNs() + taskCostNs,
          () -> {
            stalled = false;
            makeReady();
          });
    }
  }

  /** Sets its wall clock forward, or back. */
  public void jumpClock(long ms) {
    clock.jump(ms);
  }

  /** From now on its wall clock gains this part of the time that passes, or loses it. */
  public void driftClock(double part) {
    clock.drift(part);
  }

  /** Its wall clock is right again. */
  public void setClockRight() {
    clock.setRight();
  }
}
