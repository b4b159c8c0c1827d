package io.ringmain.testkit.arbitraries;

import io.ringmain.testkit.faults.FaultCatalog;
import io.ringmain.testkit.faults.FaultKind;
import io.ringmain.testkit.faults.ScheduledFault;
import io.ringmain.testkit.world.ClusterOptions;
import java.util.Random;

/**
 * A fault of a plan.
 *
 * @param kind the name of its kind, as {@link FaultCatalog#named} takes it
 * @param atMs when it begins, counted from when the clients begin
 * @param durationMs how long it lasts
 * @param targets decides whom it hits, and how hard
 */
public record PlannedFault(String kind, int atMs, int durationMs, long targets) {

  ScheduledFault scheduled(int number, ClusterOptions options) {
    FaultKind of = FaultCatalog.named(kind).getFirst();
    return new ScheduledFault(
        number, kind, atMs, durationMs, of.draw().from(new Random(targets), options));
  }
}
