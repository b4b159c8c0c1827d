package io.ringmain.testkit.simulation;

import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A ring as a queue of the scheduler: bounded in slots and in order as the real one, but how many
 * events make a batch, and whether tasks come before or after them, is drawn from the seed.
 *
 * <pre>
 *   claimed ──────▶ slots ──────▶ consumed            FULL when claimed − consumed = slots
 *        └ publish marks; consumed in order of claiming, up to the first not yet published
 * </pre>
 */
final class SimulatedRing<E> implements Ring<E> {
  private final SimulatedScheduler scheduler;
  private final SimulatedScheduler.TaskQueue thread;
  private final RingConsumer<E> consumer;
  private final List<E> events = new ArrayList<>();
  private final boolean[] published;
  private final Runnable batch = this::runBatch;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private long claimed;
  private long consumed;
  private boolean woken;
  private boolean running;
  private boolean closed;

  SimulatedRing(
      SimulatedProcess process,
      String name,
      int slots,
      Supplier<E> newEvent,
      RingConsumer<E> consumer) {
    this.scheduler = process.scheduler();
    this.thread = process.newQueue(name);
    this.consumer = consumer;
    this.published = new boolean[slots];
    for (int i = 0; i < slots; i++) {
      events.add(newEvent.get());
    }
  }

  @Override
  public long tryClaim() {
    return claimed - consumed == published.length ? FULL : claimed++;
  }

  @Override
  public E eventAt(long ringSequence) {
    return events.get(slot(ringSequence));
  }

  @Override
  public void publish(long ringSequence) {
    published[slot(ringSequence)] = true;
    wake();
  }

  @Override
  public void execute(Runnable task) {
    if (!closed) {
      tasks.add(task);
      wake();
    }
  }

  @Override
  public long occupancy() {
    return claimed - consumed;
  }

  @Override
  public boolean onRingThread() {
    return running;
  }

  private void wake() {
    if (!woken && !closed) {
      woken = true;
      thread.add(batch);
    }
  }

  private void runBatch() {
    woken = false;
    if (closed) {
      return;
    }
    running = true;
    try {
      if (scheduler.drawEither()) {
        runTasks();
      }
      consumeSome();
      runTasks();
      consumer.onEndOfBatch();
    } finally {
      running = false;
    }
    if (hasWork()) {
      wake();
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void consumeSome() {
    int most = scheduler.drawAtMost(published.length);
    for (int i = 0; i < most && published[slot(consumed)]; i++) {
      int slot = slot(consumed);
      consumer.onEvent(events.get(slot));
      published[slot] = false;
      consumed++;
    }
  }

  private boolean hasWork() {
    return published[slot(consumed)] || !tasks.isEmpty();
  }

  private int slot(long ringSequence) {
    return (int) (ringSequence % published.length);
  }

  /** Called on the only thread there is, so what is left is done here and now. */
  @Override
  public void close() {
    while (!closed && !running && hasWork()) {
      runBatch();
    }
    closed = true;
  }
}
