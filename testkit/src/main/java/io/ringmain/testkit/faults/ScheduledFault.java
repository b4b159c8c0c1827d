package io.ringmain.testkit.faults;

/**
 * A fault with its time.
 *
 * @param number of it in its schedule, from 0
 * @param kind name of its kind
 * @param atMs when it begins, counted from when the clients begin
 * @param durationMs how long it lasts
 */
public record ScheduledFault(int number, String kind, long atMs, long durationMs, Fault fault) {
  @Override
  public String toString() {
    return "%d: at %.3f s, for %.3f s: %s %s"
        .formatted(number, atMs / 1e3, durationMs / 1e3, kind, fault);
  }
}
