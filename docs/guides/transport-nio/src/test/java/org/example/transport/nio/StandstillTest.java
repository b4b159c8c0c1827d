package org.example.transport.nio;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class StandstillTest {
  private static final long TIMEOUT_NS = 100;
  private static final int ENOUGH_BYTES = 64 << 10;

  private final Standstill standstill = new Standstill(TIMEOUT_NS);

  @Test
  void frameThatGetsNowhereForTheTimeoutStandsStill() {
    assertFalse(standstill.look(0, 0, 7));
    assertFalse(standstill.look(TIMEOUT_NS - 1, 0, 7));
    assertTrue(standstill.look(TIMEOUT_NS, 0, 7));
  }

  @Test
  void frameThatGetsOnDoesNot() {
    assertFalse(standstill.look(0, 0, 7));
    assertFalse(standstill.look(TIMEOUT_NS, 0, 7 + ENOUGH_BYTES));
    assertTrue(standstill.look(2 * TIMEOUT_NS, 0, 6 + 2 * ENOUGH_BYTES));
  }

  /** It was found in the middle of a frame now, and in the middle of another long before. */
  @Test
  void anotherFrameHasItsOwnTime() {
    assertFalse(standstill.look(0, 0, 7));
    assertFalse(standstill.look(9 * TIMEOUT_NS, 1, 14));
  }

  /** Nobody waited at the last look, so nobody has waited for a timeout now. */
  @Test
  void timeCountsFromWhenOthersWait() {
    assertFalse(standstill.look(0, 0, 7));
    standstill.reset();
    assertFalse(standstill.look(9 * TIMEOUT_NS, 0, 7));
    assertTrue(standstill.look(10 * TIMEOUT_NS, 0, 7));
  }
}
