package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.testkit.tck.coordination.CoordinationTck;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.StaticHostProvider;

/** The rules of the coordination contract, for any ZooKeeper. */
abstract class ZkRules extends CoordinationTck {
  /** {@code host:port,…} of the ZooKeeper under test. */
  abstract String hosts();

  @Override
  protected CoordinationProvider provider() {
    return new ZkCoordinationProvider();
  }

  /** Below a chroot, as a cluster that shares its ensemble is. */
  @Override
  protected String connect() {
    return hosts() + "/rules/of/coordination";
  }

  @Override
  protected Optional<String> connectNowhere() {
    return Optional.of("127.0.0.1:1");
  }

  @Override
  protected boolean isThreadOfSessions(Thread thread) {
    return Threads.isOfCoordination(thread);
  }

  @Override
  protected boolean expire(Coordination session) {
    expire((ZkCoordination) session, hosts());
    return true;
  }

  /** Another client takes the session over and closes it. */
  static void expire(ZkCoordination victim, String hosts) {
    ZkSession session = victim.zkSession();
    CountDownLatch connected = new CountDownLatch(1);
    try {
      ZooKeeper thief =
          new ZooKeeper(
              hosts,
              Opened.SESSION_TIMEOUT_MS,
              event -> connected.countDown(),
              session.id(),
              session.password(),
              false,
              new StaticHostProvider(new ConnectStringParser(hosts).getServerAddresses()),
              new ClientConfig(Opened.SESSION_TIMEOUT_MS, false));
      connected.await();
      thief.close();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }
}
