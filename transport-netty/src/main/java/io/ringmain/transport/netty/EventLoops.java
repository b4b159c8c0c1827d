package io.ringmain.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The event loops of a transport, each one thread, whose number may change (T16).
 *
 * <p>The first of them serve new channels in turn. What is beyond goes on for the channels that it
 * has, and is ended when it has none, or serves again when more are wanted. Any thread.
 */
final class EventLoops extends AbstractEventExecutorGroup implements EventLoopGroup {
  /** A channel that was given a loop has come to it by then. */
  private static final long BEFORE_END_MS = 200;

  private final IoHandlerFactory handlers;
  private final Predicate<EventLoop> isUsed;
  private final ThreadFactory names = new DefaultThreadFactory("transport");

  /** Those that may still run. */
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private final AtomicInteger turn = new AtomicInteger();

  /** One thread each, first those that serve; changed under this object's lock. */
  private final List<EventLoopGroup> all = new CopyOnWriteArrayList<>();

  /** Shut down, and perhaps not over yet. */
  private final Set<EventLoopGroup> ending = ConcurrentHashMap.newKeySet();

  private volatile EventLoop[] serving = new EventLoop[0];
  private volatile boolean ended;

  /**
   * @param isUsed whether a loop has channels
   */
  EventLoops(int count, IoHandlerFactory handlers, Predicate<EventLoop> isUsed) {
    this.handlers = handlers;
    this.isUsed = isUsed;
    resize(count);
  }

  private Thread thread(Runnable loop) {
    threads.removeIf(before -> before.getState() == Thread.State.TERMINATED);
    Thread thread = names.newThread(loop);
    threads.add(thread);
    return thread;
  }

  /** The loop that is there as long as any. */
  EventLoop first() {
    return serving[0];
  }

  /** Fails as a whole when the system has no more for a loop. */
  synchronized void resize(int count) {
    if (ended) {
      return;
    }
    int before = all.size();
    try {
      while (all.size() < count) {
        all.add(new MultiThreadIoEventLoopGroup(1, this::thread, handlers));
      }
    } catch (RuntimeException | Error e) {
      for (EventLoopGroup added : List.copyOf(all.subList(before, all.size()))) {
        all.remove(added);
        var _ = end(added);
      }
      throw e;
    }
    EventLoop[] wanted = new EventLoop[count];
    for (int i = 0; i < count; i++) {
      wanted[i] = all.get(i).next();
    }
    serving = wanted;
    endUnused();
  }

  /** A channel has left: its loop may be one too many. */
  void endUnused() {
    if (all.size() > serving.length) {
      endUnusedLater();
    }
  }

  private synchronized void endUnusedLater() {
    if (!ended) {
      List<EventLoopGroup> surplus = surplus();
      var _ = first().schedule(() -> endUnused(surplus), BEFORE_END_MS, TimeUnit.MILLISECONDS);
    }
  }

  private List<EventLoopGroup> surplus() {
    return List.copyOf(all.subList(serving.length, all.size()));
  }

  private synchronized void endUnused(List<EventLoopGroup> surplusThen) {
    for (EventLoopGroup group : surplus()) {
      if (!ended && surplusThen.contains(group) && !isUsed.test(group.next())) {
        all.remove(group);
        ending.add(group);
        var _ = end(group).addListener(_ -> ending.remove(group));
      }
    }
  }

  private static Future<?> end(EventLoopGroup group) {
    return group.shutdownGracefully(0, BEFORE_END_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public EventLoop next() {
    EventLoop[] now = serving;
    return now[Math.floorMod(turn.getAndIncrement(), now.length)];
  }

  @Override
  public ChannelFuture register(Channel channel) {
    return next().register(channel);
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    return next().register(promise);
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    return next().register(channel, promise);
  }

  @Override
  public Iterator<EventExecutor> iterator() {
    return List.<EventExecutor>of(serving).iterator();
  }

  // Ending all of them.

  /** Ends all, and returns when their threads are no more: a loop is over a moment before that. */
  void close(long timeoutMs) {
    shutdownGracefully(0, timeoutMs, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    for (Thread thread : threads) {
      try {
        thread.join(timeoutMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    synchronized (this) {
      ended = true;
    }
    for (EventLoopGroup each : all) {
      var _ = each.shutdownGracefully(quietPeriod, timeout, unit);
    }
    return terminationFuture();
  }

  @Override
  @Deprecated
  public void shutdown() {
    var _ = shutdownGracefully();
  }

  @Override
  public boolean isShuttingDown() {
    return ended;
  }

  @Override
  public boolean isShutdown() {
    return all.stream().allMatch(EventLoopGroup::isShutdown);
  }

  @Override
  public boolean isTerminated() {
    return ending.isEmpty() && all.stream().allMatch(EventLoopGroup::isTerminated);
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return terminationFuture().await(timeout, unit);
  }

  @Override
  public Future<?> terminationFuture() {
    Promise<Void> terminated = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
    List<EventLoopGroup> left = new ArrayList<>(all);
    left.addAll(ending);
    AtomicInteger running = new AtomicInteger(left.size());
    for (EventLoopGroup each : left) {
      each.terminationFuture()
          .addListener(_ -> {
            if (running.decrementAndGet() == 0) {
              terminated.setSuccess(null);
            }
          });
    }
    return terminated;
  }
}
