package io.ringmain.kernel.metadata;

import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
import io.ringmain.kernel.env.RingFactory;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.env.system.DiskFiles;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * All threads of a test as one queue on virtual time. Tasks run in the order given, timers when
 * time is let pass.
 */
public final class SimulatedThreads implements Clock, Timer, RingFactory {

  private record Due(long atMs, long order, Runnable task) {}

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(Due::atMs).thenComparingLong(Due::order));
  private long nowMs = 1_000_000;
  private long order;

  /** What a broker is given; its randomness is its own. */
  public Environment environment(long seed) {
    return new Environment(this, this, this, new Random(seed), new DiskFiles(), this::execute, 1);
  }

  /** Adds a task to the end of the queue. */
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs everything that is due now. */
  public void settle() {
    for (int ran = 0; !tasks.isEmpty(); ran++) {
      if (ran > 1_000_000) {
        throw new IllegalStateException("the tasks never end");
      }
      tasks.poll().run();
    }
  }

  /** Runs everything due within a time to come. */
  public void pass(long ms) {
    long end = nowMs + ms;
    settle();
    while (!timers.isEmpty() && timers.peek().atMs <= end) {
      Due due = timers.poll();
      nowMs = Math.max(nowMs, due.atMs);
      due.task.run();
      settle();
    }
    nowMs = end;
  }

  /** Lets time pass until something holds; says whether it ever did. */
  public boolean passUntil(BooleanSupplier condition, long atMostMs) {
    settle();
    for (long passed = 0; !condition.getAsBoolean() && passed < atMostMs; passed += 50) {
      pass(50);
    }
    return condition.getAsBoolean();
  }

  @Override
  public long wallMs() {
    return nowMs;
  }

  @Override
  public long monotonicNs() {
    return nowMs * 1_000_000;
  }

  @Override
  public Timeout schedule(long delayMs, Runnable task) {
    Due due = new Due(nowMs + delayMs, order++, task);
    timers.add(due);
    return () -> timers.remove(due);
  }

  @Override
  public <E> Ring<E> create(
      String name, int slots, Supplier<E> newEvent, RingConsumer<E> consumer) {
    return new SimulatedRing<>(slots, newEvent, consumer);
  }

  /** A ring whose events and tasks run in the order given, each as a batch of its own. */
  private final class SimulatedRing<E> implements Ring<E> {
    private final int slots;
    private final Supplier<E> newEvent;
    private final RingConsumer<E> consumer;
    private final Map<Long, E> claimed = new HashMap<>();
    private long nextSequence;

    SimulatedRing(int slots, Supplier<E> newEvent, RingConsumer<E> consumer) {
      this.slots = slots;
      this.newEvent = newEvent;
      this.consumer = consumer;
    }

    @Override
    public long tryClaim() {
      if (claimed.size() == slots) {
        return FULL;
      }
      claimed.put(nextSequence, newEvent.get());
      return nextSequence++;
    }

    @Override
    public E eventAt(long ringSequence) {
      return claimed.get(ringSequence);
    }

    @Override
    public void publish(long ringSequence) {
      execute(() -> consumer.onEvent(claimed.remove(ringSequence)));
    }

    @Override
    public void execute(Runnable task) {
      SimulatedThreads.this.execute(() -> {
        task.run();
        consumer.onEndOfBatch();
      });
    }

    @Override
    public boolean onRingThread() {
      return true;
    }

    @Override
    public void close() {
      settle();
    }
  }
}
