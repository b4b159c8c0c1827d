package io.ringmain.distribution;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.plugin.Plugins;

/** Starts a broker: the kernel's in a distribution, another one in the launcher's tests. */
@FunctionalInterface
interface BrokerStarter {

  /**
   * Returns when the broker serves.
   *
   * @throws Exception if it cannot; the message is for the operator
   */
  RunningBroker start(BrokerConfig config, Plugins plugins) throws Exception;
}
