package io.ringmain.kernel.group;

import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.env.Timer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * The time by which a member must be heard of again. On the coordinator's ring thread.
 *
 * <p>A heartbeat only moves the deadline. The timer is armed anew when it fires too early, so that
 * a member costs one timer task for each session timeout and not one for each heartbeat.
 *
 * <pre>
 *   armed for ───────────────▶ fires: deadline passed? no: armed for the rest · yes: onExpiry
 *   heartbeat    heartbeat
 *      └─ deadline ─┴─ deadline ──────────▶
 * </pre>
 */
final class Session {

  private final Clock clock;
  private final BiFunction<Long, Runnable, Timer.Timeout> scheduler;
  private final Runnable onExpiry;

  private Optional<Timer.Timeout> armed = Optional.empty();
  private long armedUntilNs;
  private long deadlineNs;

  Session(Clock clock, BiFunction<Long, Runnable, Timer.Timeout> scheduler, Runnable onExpiry) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.onExpiry = onExpiry;
  }

  /** The member was heard of, and has so much time again. */
  void extend(long timeoutMs) {
    long nowNs = clock.monotonicNs();
    deadlineNs = nowNs + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    if (armed.isPresent() && armedUntilNs - deadlineNs > 0) {
      cancel();
    }
    if (armed.isEmpty()) {
      arm(nowNs);
    }
  }

  /** Nobody waits for this member any more. */
  void cancel() {
    armed.ifPresent(Timer.Timeout::cancel);
    armed = Optional.empty();
  }

  private void arm(long nowNs) {
    long remainingMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - nowNs + 999_999);
    armedUntilNs = deadlineNs;
    armed = Optional.of(scheduler.apply(remainingMs, this::fire));
  }

  private void fire() {
    armed = Optional.empty();
    long nowNs = clock.monotonicNs();
    if (deadlineNs - nowNs > 0) {
      arm(nowNs);
    } else {
      onExpiry.run();
    }
  }
}
