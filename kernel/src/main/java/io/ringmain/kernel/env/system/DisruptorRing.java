package io.ringmain.kernel.env.system;

import static java.lang.System.Logger.Level.ERROR;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
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
  private boolean closed;

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
    if (onRingThread()) {
      return; // The ring's thread looks into the queue before it waits.
    }
    if (poked.compareAndSet(false, true)) {
      poke();
    }
  }

  /**
   * A full ring is being consumed, so a slot is free very soon; waiting for it is safe because the
   * caller is not the consumer.
   */
  private void poke() {
    long ringSequence = tryClaim();
    while (ringSequence == FULL) {
      if (!poked.get()) {
        return; // The consumer has seen the queue since.
      }
      Thread.onSpinWait();
      ringSequence = tryClaim();
    }
    buffer.get(ringSequence).poke = true;
    buffer.publish(ringSequence);
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
    if (!closed) {
      closed = true;
      disruptor.shutdown();
      joinThread();
    }
  }

  private void joinThread() {
    if (onRingThread()) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void runTasks() {
    poked.set(false);
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      try {
        task.run();
      } catch (RuntimeException failure) {
        LOG.log(ERROR, "a task of " + thread.getName() + " failed", failure);
      }
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
    @Override
    public void onEvent(Slot<E> slot, long ringSequence, boolean endOfBatch) {
      if (slot.poke) {
        slot.poke = false;
      } else {
        consumer.onEvent(slot.event);
      }
      if (endOfBatch) {
        runTasks();
        consumer.onEndOfBatch();
        // What the end of the batch handed to this very thread must not wait for the next event.
        while (!tasks.isEmpty()) {
          runTasks();
          consumer.onEndOfBatch();
        }
      }
    }
  }

  /** A failed event is logged and the ring goes on: one bad request must not stop a shard. */
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
