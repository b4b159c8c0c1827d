package io.ringmain.distribution.architecture.broken.cycle.left;

import io.ringmain.distribution.architecture.broken.cycle.right.Right;

/** Breaks the rule about cycles, together with {@link Right}. */
public interface Left {
  /** There. */
  Right right();
}
