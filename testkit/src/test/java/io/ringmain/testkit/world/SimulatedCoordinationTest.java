package io.ringmain.testkit.world;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.coordination.SessionState;
import io.ringmain.testkit.tck.coordination.CoordinationTck;
import java.util.Random;

/** The coordination store of simulations keeps the contract, as long as no fault makes it not. */
final class SimulatedCoordinationTest extends CoordinationTck {
  private static final RunningWorld WORLD = new RunningWorld();
  private static final SimulatedStore STORE = WORLD.with(SimulatedCoordinationTest::newStore);
  private static int machines;

  private static SimulatedStore newStore() {
    SimulatedNetwork network =
        new SimulatedNetwork(WORLD.scheduler(), new Random(2), new WorldListeners());
    return new SimulatedStore(WORLD.scheduler(), network, new Random(3), new WorldListeners());
  }

  /** Each session is that of a process of its own. */
  @Override
  protected CoordinationProvider provider() {
    return new CoordinationProvider() {
      @Override
      public String name() {
        return SimulatedMachine.PLUGIN;
      }

      @Override
      public Coordination open(CoordinationContext context) {
        return (Coordination)
            WORLD.wrap(
                WORLD.with(() ->
                    STORE.provider(WORLD.scheduler().newProcess("b" + ++machines)).open(context)));
      }
    };
  }

  @Override
  protected boolean stopStore() {
    return WORLD.with(() -> {
      STORE.stop();
      return true;
    });
  }

  @Override
  protected void startStore() {
    boolean _ =
        WORLD.with(() -> {
          STORE.start();
          return true;
        });
  }

  @Override
  protected boolean expire(Coordination session) {
    return WORLD.with(() -> {
      STORE.endSession(((SessionState.Connected) session.session()).sessionId());
      return true;
    });
  }

  @Override
  protected boolean isThreadOfSessions(Thread thread) {
    return !WORLD.isMine(thread);
  }
}
