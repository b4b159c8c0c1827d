package io.ringmain.testkit.world;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.storage.LogRewrite;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.transport.BoundListener;
import io.ringmain.spi.transport.Connection;
import io.ringmain.spi.transport.Frame;
import io.ringmain.spi.transport.FrameHandler;
import io.ringmain.spi.transport.Transport;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets a conformance suite, which waits on threads of its own, use a simulated world, which has one
 * thread and a time of its own.
 *
 * <pre>
 *   suite's threads ── call, under the lock ──▶ plugin of the world
 *   world's thread  ── under the lock: time passes, callbacks ──▶ suite's recorders
 * </pre>
 *
 * <p>Whatever the world hands out is wrapped, so that no call reaches it without the lock.
 */
final class RunningWorld {
  private static final List<Class<?>> WRAPPED =
      List.of(
          Storage.class,
          PartitionLog.class,
          LogSlice.class,
          LogRewrite.class,
          Transport.class,
          BoundListener.class,
          Connection.class,
          Frame.class,
          Coordination.class,
          Coordination.Subscription.class);

  /**
   * So long after the latest call nobody waits for anything any more, and the time stands still.
   */
  private static final int IDLE_AFTER_MS = 60_000;

  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final Thread thread = Thread.ofPlatform().daemon().name("world").unstarted(this::run);

  /** Fair: the world's thread wants it all the time. */
  private final ReentrantLock lock = new ReentrantLock(true);

  private final Condition called = lock.newCondition();
  private int leftMs;

  RunningWorld() {
    thread.start();
  }

  private void run() {
    while (true) {
      lock.lock();
      try {
        while (leftMs == 0) {
          called.awaitUninterruptibly();
        }
        scheduler.pass(1);
        leftMs--;
      } finally {
        lock.unlock();
      }
    }
  }

  SimulatedScheduler scheduler() {
    return scheduler;
  }

  /** Whether a thread is the world's. */
  boolean isMine(Thread other) {
    return other == thread;
  }

  /** Does something to the world. */
  <T> T with(Supplier<T> action) {
    enter();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private void enter() {
    lock.lock();
    leftMs = IDLE_AFTER_MS;
    called.signal();
  }

  /** What the suite gets in the place of something of the world's. */
  Object wrap(Object value) {
    if (value instanceof CompletionStage<?> stage) {
      return stage.thenApply(this::wrap);
    }
    if (value instanceof Optional<?> some) {
      return some.map(this::wrap);
    }
    for (Class<?> type : WRAPPED) {
      if (type.isInstance(value)) {
        return Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> call(value, method, arguments));
      }
    }
    return value;
  }

  private Object call(Object on, Method method, Object[] arguments) throws Throwable {
    Object[] given = arguments == null ? new Object[0] : arguments.clone();
    for (int i = 0; i < given.length; i++) {
      if (given[i] instanceof Transport.Acceptor acceptor) {
        given[i] = wrapped(acceptor);
      }
    }
    enter();
    try {
      return wrap(method.invoke(on, given));
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    } finally {
      lock.unlock();
    }
  }

  private Transport.Acceptor wrapped(Transport.Acceptor acceptor) {
    return connection -> {
      FrameHandler handler = acceptor.accept((Connection) wrap(connection));
      return new FrameHandler() {
        @Override
        public void onFrame(Frame frame) {
          handler.onFrame((Frame) wrap(frame));
        }

        @Override
        public void onWake() {
          handler.onWake();
        }

        @Override
        public void onDrained() {
          handler.onDrained();
        }

        @Override
        public void onClosed(Optional<Throwable> cause) {
          handler.onClosed(cause);
        }
      };
    };
  }
}
