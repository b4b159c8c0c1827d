package io.ringmain.distribution.architecture.broken.names;

import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/** Breaks the rule about names: the build would never run this. */
class NeverRuns {
  @Test
  void isNotRun() {
    fail("run after all");
  }
}
