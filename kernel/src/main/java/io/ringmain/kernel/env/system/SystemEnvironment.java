package io.ringmain.kernel.env.system;

import io.ringmain.kernel.env.Environment;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * Opens and closes the environment of a broker in production.
 *
 * <p>Close it after the broker: timers and rings that are still in use would go silent.
 */
public final class SystemEnvironment implements AutoCloseable {
  private final OwnThreads threads = new OwnThreads();
  private final TimerThread timer = new TimerThread(threads);
  private final Environment environment;

  public SystemEnvironment(WaitPolicy wait) {
    this.environment =
        new Environment(
            new SystemClock(),
            timer,
            new DisruptorRings(wait),
            new CurrentThreadRandom(),
            new DiskFiles(),
            threads.threadPerTask("background"),
            Runtime.getRuntime().availableProcessors(),
            new JdkLogLevels());
  }

  public Environment environment() {
    return environment;
  }

  /** Ends the timer, and returns when the environment's threads have ended. */
  @Override
  public void close() {
    timer.close();
    threads.awaitEnd();
  }

  /** Draws from the generator of whatever thread asks. */
  private static final class CurrentThreadRandom implements RandomGenerator {
    @Override
    public long nextLong() {
      return ThreadLocalRandom.current().nextLong();
    }
  }
}
