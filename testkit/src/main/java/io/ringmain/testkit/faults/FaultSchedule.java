package io.ringmain.testkit.faults;

import io.ringmain.testkit.world.ClusterOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes schedules of faults by chance. */
public final class FaultSchedule {
  /** Between the beginnings of two faults, at most. */
  private static final int APART_MS = 8_000;

  private FaultSchedule() {}

  /**
   * The faults of a simulation, in the order of their beginnings. A shorter simulation of the same
   * seed has the same ones, but for those that come too late.
   */
  public static List<ScheduledFault> draw(
      long seed, ClusterOptions options, List<FaultKind> kinds, long durationMs) {
    List<ScheduledFault> faults = new ArrayList<>();
    Random random = new Random(seed);
    int apartMs = 500 + random.nextInt(APART_MS);
    for (long atMs = random.nextInt(apartMs);
        atMs < durationMs && !kinds.isEmpty();
        atMs += 1 + random.nextInt(2 * apartMs)) {
      FaultKind kind = kinds.get(random.nextInt(kinds.size()));
      int lastsMs = kind.leastMs() + random.nextInt(kind.mostMs() - kind.leastMs() + 1);
      Fault fault = kind.draw().from(new Random(random.nextLong()), options);
      faults.add(new ScheduledFault(faults.size(), kind.name(), atMs, lastsMs, fault));
    }
    return faults;
  }
}
