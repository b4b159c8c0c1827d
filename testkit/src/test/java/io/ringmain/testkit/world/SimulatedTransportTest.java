package io.ringmain.testkit.world;

import io.ringmain.spi.transport.Transport;
import io.ringmain.spi.transport.TransportContext;
import io.ringmain.spi.transport.TransportProvider;
import io.ringmain.testkit.tck.transport.TransportTck;
import java.util.Random;

/** The network of simulations keeps the contract, as long as no fault makes it not. */
final class SimulatedTransportTest extends TransportTck {
  private static final RunningWorld WORLD = new RunningWorld();
  private static final SimulatedNetwork NETWORK =
      WORLD.with(
          () -> new SimulatedNetwork(WORLD.scheduler(), new Random(2), new WorldListeners()));

  /** Each transport is that of a process of its own, on the one machine that listeners bind. */
  @Override
  protected TransportProvider provider() {
    return new TransportProvider() {
      @Override
      public String name() {
        return SimulatedMachine.PLUGIN;
      }

      @Override
      public Transport open(TransportContext context) {
        return (Transport)
            WORLD.wrap(
                WORLD.with(() ->
                    NETWORK.provider(WORLD.scheduler().newProcess("127.0.0.1")).open(context)));
      }
    };
  }

  @Override
  protected boolean isThreadOfTransport(Thread thread) {
    return !WORLD.isMine(thread);
  }
}
