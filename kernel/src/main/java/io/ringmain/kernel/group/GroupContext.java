package io.ringmain.kernel.group;

import io.ringmain.kernel.coordinator.CoordinatorRuntime;
import io.ringmain.kernel.env.Timer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What the parts of one {@link GroupCoordinator} share: the ledger, the groups as they are now, and
 * the way to time, timers and chance. On the coordinator's ring thread.
 */
final class GroupContext {

  private final CoordinatorRuntime runtime;
  private final GroupConfig config;
  private final RandomGenerator random;
  private final GroupLedger ledger = new GroupLedger();
  private final Map<String, ClassicGroup> groups = new LinkedHashMap<>();

  GroupContext(CoordinatorRuntime runtime, GroupConfig config, RandomGenerator random) {
    this.runtime = runtime;
    this.config = config;
    this.random = random;
  }

  CoordinatorRuntime runtime() {
    return runtime;
  }

  GroupConfig config() {
    return config;
  }

  GroupLedger ledger() {
    return ledger;
  }

  /** The groups by id; every group of the ledger is among them once it is loaded. */
  Map<String, ClassicGroup> groups() {
    return groups;
  }

  Optional<ClassicGroup> group(String id) {
    return Optional.ofNullable(groups.get(id));
  }

  ClassicGroup groupOrNew(String id) {
    return groups.computeIfAbsent(id, name -> new ClassicGroup(name, nowMs()));
  }

  /** Whether it is still there: timers and completions may come too late. */
  boolean isCurrent(ClassicGroup group) {
    return groups.get(group.id()) == group && !group.isIn(GroupState.DEAD);
  }

  /** Forgets the group. Requests parked in it must have been answered. */
  void drop(ClassicGroup group) {
    group.cancelTimers();
    groups.remove(group.id(), group);
    group.transitionTo(GroupState.DEAD, nowMs());
  }

  long nowMs() {
    return runtime.clock().wallMs();
  }

  /** Runs a task later; once it is called off here it does not run, even if it is due already. */
  Timer.Timeout schedule(long delayMs, Runnable task) {
    Scheduled scheduled = new Scheduled(task);
    scheduled.timeout = runtime.schedule(delayMs, scheduled);
    return scheduled;
  }

  Session session(Runnable onExpiry) {
    return new Session(runtime.clock(), this::schedule, onExpiry);
  }

  /**
   * A member's id, unique for ever: who asks, or the name of a static member, and a random part.
   */
  String newMemberId(GroupClient client, Optional<String> instanceId) {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
    return instanceId.orElse(client.clientId()) + "-" + new UUID(high, low);
  }

  /**
   * A task that knows whether it was called off. The timer is another thread's: its task may be on
   * the way to the ring when the ring thread calls it off.
   */
  private static final class Scheduled implements Runnable, Timer.Timeout {
    private final Runnable task;
    private Timer.Timeout timeout;
    private boolean over;

    Scheduled(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (!over) {
        over = true;
        task.run();
      }
    }

    @Override
    public boolean cancel() {
      boolean first = !over;
      over = true;
      timeout.cancel();
      return first;
    }
  }
}
