package io.ringmain.kernel.env.system;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;

/** How a ring's thread waits for events ({@code ring.wait.strategy}). */
public enum WaitPolicy {
  /** Gives way, then parks. The default: spinning threads ruin a machine with few cores. */
  BLOCKING,
  /** Spins, then yields: lower latency for a core that is otherwise idle. */
  YIELDING,
  /** Spins: lowest latency, and a core of its own for each shard. */
  BUSYSPIN;

  WaitStrategy newStrategy() {
    return switch (this) {
      case BLOCKING -> new ParkingWaitStrategy();
      case YIELDING -> new YieldingWaitStrategy();
      case BUSYSPIN -> new BusySpinWaitStrategy();
    };
  }
}
