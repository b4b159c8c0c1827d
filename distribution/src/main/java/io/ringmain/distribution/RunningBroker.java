package io.ringmain.distribution;

import io.ringmain.kernel.config.Listener;
import io.ringmain.kernel.metrics.BrokerMetrics;
import java.util.List;

/** A broker that serves, as far as the launcher has to do with it. */
interface RunningBroker {

  /** The addresses it serves, with the ports that were bound. */
  List<Listener> endpoints();

  /** What it counts. */
  BrokerMetrics metrics();

  /** Waits until it has stopped, by {@link #close} or because it failed. */
  void awaitStop() throws InterruptedException;

  /** Stops it cleanly. Idempotent, from any thread. */
  void close();
}
