package io.ringmain.distribution.architecture.broken.cycle.right;

import io.ringmain.distribution.architecture.broken.cycle.left.Left;

/** Breaks the rule about cycles, together with {@link Left}. */
public interface Right {
  /** And back. */
  Left left();
}
