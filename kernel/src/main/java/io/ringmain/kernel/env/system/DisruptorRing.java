package io.ringmain.kernel.env.system;

import static java.lang.System.Logger.Level.ERROR;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A ring on an LMAX Disruptor, with a thread of its own.
 *
 * <p>Tasks wait in a queue beside the ring. Whoever adds the first one publishes an event without
 * content, a <em>poke</em>, so that a parked consumer wakes up.
 *
 * <p>Hot path: publishing allocates nothing.
 */
final class DisruptorRing<E> implements Ring<E> {
  private static final System.Logger LOG = System.getLogger(DisruptorRing.class.getName());

  private final RingConsumer<E> consumer;
  private final Disruptor<Slot<E>> disruptor;
  private final RingBuffer<Slot<E>> buffer;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean poked = new AtomicBoolean();
  private volatile Thread thread;
  private volatile boolean closing;

  DisruptorRing(
      String name, int slots, Supplier<E> newEvent, RingConsumer<E> consumer, WaitPolicy wait) {
    this.consumer = consumer;
    this.disruptor =
        new Disruptor<>(
            () -> new Slot<>(newEvent.get()),
            slots,
            body -> thread = Thread.ofPlatform().name(name).daemon().unstarted(body),
            ProducerType.MULTI,
            wait.newStrategy());
    disruptor.setDefaultExceptionHandler(new LoggingExceptionHandler<>());
    disruptor.handleEventsWith(new Consumer());
    this.buffer = disruptor.getRingBuffer();
    disruptor.start();
  }

  @Override
  public long tryClaim() {
    try {
      return buffer.tryNext();
    } catch (InsufficientCapacityException full) {
      return FULL;
    }
  }

  @Override
  public E eventAt(long ringSequence) {
    return buffer.get(ringSequence).event;
  }

  @Override
  public void publish(long ringSequence) {
    buffer.publish(ringSequence);
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (poked.compareAndSet(false, true)) {
      poke();
    }
  }

  /**
   * Makes sure that a batch ends after now, since then tasks are run. Where the ring is full, that
   * is sure without a poke: the events that fill it have not been given back, the consumer gives
   * slots back before it looks for tasks, and the task was there before we looked for a slot. So
   * nobody waits here, which two full rings that hand each other tasks would do for ever.
   */
  private void poke() {
    VarHandle.fullFence(); // The task is seen by whoever gives a slot back after our look.
    long ringSequence = tryClaim();
    if (ringSequence != FULL) {
      buffer.get(ringSequence).poke = true;
      buffer.publish(ringSequence);
    }
  }

  @Override
  public long occupancy() {
    return buffer.getBufferSize() - buffer.remainingCapacity();
  }

  @Override
  public boolean onRingThread() {
    return Thread.currentThread() == thread;
  }

  @Override
  public synchronized void close() {
    if (closing) {
      return;
    }
    closing = true;
    if (onRingThread()) {
      disruptor.halt();
    } else {
      disruptor.shutdown();
      joinThread();
    }
  }

  private void joinThread() {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** An event and whether it is only a poke. */
  private static final class Slot<E> {
    private final E event;
    private boolean poke;

    private Slot(E event) {
      this.event = event;
    }
  }

  private final class Consumer implements EventHandler<Slot<E>> {
    /** Up to where slots may be filled anew. */
    private Sequence consumed = new Sequence();

    /** Tasks being run. */
    private final ArrayDeque<Runnable> due = new ArrayDeque<>();

    @Override
    public void setSequenceCallback(Sequence callback) {
      consumed = callback;
    }

    @Override
    public void onEvent(Slot<E> slot, long ringSequence, boolean endOfBatch) {
      if (slot.poke) {
        slot.poke = false;
      } else {
        consume(slot.event, ringSequence);
      }
      if (endOfBatch) {
        if (!closing) {
          // Who is woken because there is room must find it: the slots are given back first.
          consumed.set(ringSequence);
        }
        runTasks();
        endBatch();
        while (closing && !tasks.isEmpty()) {
          runTasks();
          endBatch();
        }
      }
    }

    /** Those given so far; what they give in turn waits until further events had their turn. */
    private void runTasks() {
      poked.set(false); // A full fence between giving slots back and looking for tasks.
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        due.add(task);
      }
      for (Runnable task = due.poll(); task != null; task = due.poll()) {
        try {
          task.run();
        } catch (RuntimeException failure) {
          LOG.log(ERROR, "a task of " + thread.getName() + " failed", failure);
        }
      }
    }

    /** A failed event is logged and the ring goes on: one bad request must not stop a shard. */
    private void consume(E event, long ringSequence) {
      try {
        consumer.onEvent(event);
      } catch (RuntimeException failure) {
        LOG.log(ERROR, "event " + ringSequence + " of " + thread.getName() + " failed", failure);
      }
    }

    private void endBatch() {
      try {
        consumer.onEndOfBatch();
      } catch (RuntimeException failure) {
        LOG.log(ERROR, "the end of a batch of " + thread.getName() + " failed", failure);
      }
    }
  }

  /** Logs what even the catching of exceptions let through, and the ring goes on. */
  private static final class LoggingExceptionHandler<T> implements ExceptionHandler<T> {
    @Override
    public void handleEventException(Throwable failure, long ringSequence, T event) {
      LOG.log(ERROR, "event " + ringSequence + " failed", failure);
    }

    @Override
    public void handleOnStartException(Throwable failure) {
      LOG.log(ERROR, "a ring could not start", failure);
    }

    @Override
    public void handleOnShutdownException(Throwable failure) {
      LOG.log(ERROR, "a ring could not stop", failure);
    }
  }
}
