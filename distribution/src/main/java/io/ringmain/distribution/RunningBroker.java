package io.ringmain.distribution;

import io.ringmain.kernel.config.Listener;
import io.ringmain.kernel.metrics.BrokerMetrics;
import java.util.List;
import java.util.Optional;

/** A broker that serves, as far as the launcher has to do with it. */
interface RunningBroker {

  /** The addresses it serves, with the ports that were bound. */
  List<Listener> endpoints();

  /** What it counts. */
  BrokerMetrics metrics();

  /** Waits until it has stopped, by {@link #close} or because it failed. */
  void awaitStop() throws InterruptedException;

  /** Why it stopped though nobody asked it to. */
  default Optional<String> failure() {
    return Optional.empty();
  }

  /** Stops it cleanly. Idempotent, from any thread. */
  void close();
}
