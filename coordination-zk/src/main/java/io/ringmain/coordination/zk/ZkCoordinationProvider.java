package io.ringmain.coordination.zk;

import io.ringmain.spi.PluginSetting;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.coordination.CoordinationServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The plugin {@code zk}: a session with an ensemble, or with a ZooKeeper server that it starts
 * inside this process when no ensemble is named.
 *
 * <p>Called on the thread that starts the broker.
 */
public final class ZkCoordinationProvider implements CoordinationProvider {

  @Override
  public String name() {
    return "zk";
  }

  @Override
  public List<PluginSetting> settings() {
    return ZkSettings.DECLARED;
  }

  @Override
  public Coordination open(CoordinationContext context) {
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(context.openTimeoutMs());
    ZkSettings settings = ZkSettings.of(context.settings());
    if (!context.connect().isBlank()) {
      ConnectString target = ConnectString.parse(context.connect());
      return connect(target, settings, context.sessionTimeoutMs(), deadlineNs);
    }
    EmbeddedZooKeeper server =
        EmbeddedZooKeeper.start(context.dataDirectory(), settings, context.openTimeoutMs());
    try {
      ConnectString target = ConnectString.parse(server.connectString());
      return new EmbeddedCoordination(
          connect(target, settings, context.sessionTimeoutMs(), deadlineNs), server);
    } catch (RuntimeException notConnected) {
      server.close();
      throw notConnected;
    }
  }

  @Override
  public CoordinationServer startServer(Map<String, String> settings) {
    return ZkEnsembleServer.start(settings);
  }

  private static ZkCoordination connect(
      ConnectString target, ZkSettings settings, int sessionTimeoutMs, long deadlineNs) {
    ZkCoordination coordination = new ZkCoordination(target, sessionTimeoutMs, settings.sasl());
    try {
      await(coordination.connect(), deadlineNs);
      createChroot(coordination, target.chroot(), deadlineNs);
      return coordination;
    } catch (TimeoutException none) {
      coordination.close();
      throw new CoordinationException(
          "no ZooKeeper session with " + target.hosts() + " within the time allowed", none);
    } catch (ExecutionException failed) {
      coordination.close();
      throw new CoordinationException(
          "no ZooKeeper session with " + target.hosts() + ": " + failed.getCause().getMessage(),
          failed.getCause());
    } catch (RuntimeException failed) {
      coordination.close();
      throw new CoordinationException(
          "no ZooKeeper session with " + target.hosts() + ": " + failed.getMessage(), failed);
    } catch (InterruptedException stopped) {
      coordination.close();
      Thread.currentThread().interrupt();
      throw new CoordinationException("interrupted while connecting to " + target.hosts(), stopped);
    }
  }

  private static void createChroot(ZkCoordination coordination, String chroot, long deadlineNs)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (int end = 1; end < chroot.length() + 1; end++) {
      if (end == chroot.length() || chroot.charAt(end) == '/') {
        await(coordination.zkSession().ensureExists(chroot.substring(0, end)), deadlineNs);
      }
    }
  }

  private static void await(CompletableFuture<?> future, long deadlineNs)
      throws InterruptedException, ExecutionException, TimeoutException {
    future.get(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
