package io.ringmain.distribution;

import io.ringmain.kernel.Broker;
import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.Listener;
import io.ringmain.kernel.config.ServerKeys;
import io.ringmain.kernel.env.system.SystemEnvironment;
import io.ringmain.kernel.env.system.WaitPolicy;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.plugin.Plugins;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kernel's broker on this machine's clock, timer and threads. */
final class KernelBroker implements RunningBroker {
  private final SystemEnvironment environment;
  private final Broker broker;

  private KernelBroker(SystemEnvironment environment, Broker broker) {
    this.environment = environment;
    this.broker = broker;
  }

  static RunningBroker start(BrokerConfig config, Plugins plugins) throws IOException {
    String wait = config.value(ServerKeys.RING_WAIT_STRATEGY);
    SystemEnvironment environment =
        new SystemEnvironment(WaitPolicy.valueOf(wait.toUpperCase(Locale.ROOT)));
    try {
      return new KernelBroker(
          environment, Broker.start(config, plugins, environment.environment()));
    } catch (IOException | RuntimeException failure) {
      environment.close();
      throw failure;
    }
  }

  @Override
  public List<Listener> endpoints() {
    return broker.endpoints();
  }

  @Override
  public BrokerMetrics metrics() {
    return broker.metrics();
  }

  @Override
  public void awaitStop() throws InterruptedException {
    broker.awaitStop();
  }

  @Override
  public Optional<String> failure() {
    return broker.failure();
  }

  @Override
  public void close() {
    broker.close();
    environment.close();
  }
}
