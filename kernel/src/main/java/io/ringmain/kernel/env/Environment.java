package io.ringmain.kernel.env;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything that is not the kernel's own doing.
 *
 * @param clock the time
 * @param timer tasks for later
 * @param rings threads
 * @param random the one source of randomness, seeded; used from any thread, so it must be
 *     thread-safe in production
 * @param files the small files beside the logs
 * @param background runs, off the caller's thread, the few calls that wait for something outside,
 *     such as opening a plugin
 * @param processors how many threads can run at once, at least 1
 * @param logLevels how much is logged
 */
public record Environment(
    Clock clock,
    Timer timer,
    RingFactory rings,
    RandomGenerator random,
    SmallFiles files,
    Executor background,
    int processors,
    LogLevels logLevels) {

  /** One that knows of no loggers. */
  public Environment(
      Clock clock,
      Timer timer,
      RingFactory rings,
      RandomGenerator random,
      SmallFiles files,
      Executor background,
      int processors) {
    this(clock, timer, rings, random, files, background, processors, LogLevels.NONE);
  }
}
