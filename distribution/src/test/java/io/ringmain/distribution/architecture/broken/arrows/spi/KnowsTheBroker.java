package io.ringmain.distribution.architecture.broken.arrows.spi;

import io.ringmain.distribution.architecture.broken.arrows.kernel.Broker;

/** Breaks the arrows: a contract that knows who uses it. */
interface KnowsTheBroker {
  /** Enough of a dependency. */
  Broker broker();
}
