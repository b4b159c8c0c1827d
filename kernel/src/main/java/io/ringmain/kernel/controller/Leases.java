package io.ringmain.kernel.controller;

import io.ringmain.kernel.env.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * Who has been heard of lately. Kept by the active controller only, in memory: a new one gives
 * everybody a whole lease. Metadata ring only.
 */
final class Leases {

  private final Clock clock;
  private final Map<Integer, Long> heardNs = new HashMap<>();
  private long graceNs;
  private long lookedNs;

  Leases(Clock clock) {
    this.clock = clock;
    this.graceNs = clock.monotonicNs();
    this.lookedNs = graceNs;
  }

  void heard(int broker) {
    heardNs.put(broker, clock.monotonicNs());
  }

  boolean isOver(int broker, long leaseMs) {
    return remainingNs(broker, leaseMs) < 0;
  }

  /** How long a broker may yet be silent; negative when its lease is over. */
  long remainingNs(int broker, long leaseMs) {
    long from = Math.max(graceNs, heardNs.getOrDefault(broker, graceNs));
    return from + leaseMs * 1_000_000 - clock.monotonicNs();
  }

  /**
   * To be called regularly. A controller that itself stood still has heard of nobody meanwhile, and
   * must not blame them.
   *
   * @param everyMs how often it is called
   */
  void look(long everyMs) {
    long now = clock.monotonicNs();
    if (now - lookedNs > 2 * everyMs * 1_000_000) {
      graceNs = now;
    }
    lookedNs = now;
  }
}
