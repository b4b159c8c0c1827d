package io.ringmain.testkit.checkers;

/**
 * An invariant that did not hold.
 *
 * @param invariant its number
 * @param atNs when it was found, in virtual time
 * @param message what was found, and what should have been
 */
public record Violation(int invariant, long atNs, String message) {
  @Override
  public String toString() {
    return "Invariant %d broken at %.3f s: %s".formatted(invariant, atNs / 1e9, message);
  }
}
