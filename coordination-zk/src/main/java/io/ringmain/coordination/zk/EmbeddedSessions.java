package io.ringmain.coordination.zk;

import java.util.concurrent.ConcurrentMap;
import org.apache.zookeeper.server.SessionTrackerImpl;
import org.apache.zookeeper.server.ZooKeeperServerListener;

/**
 * ZooKeeper's session tracker, a thread that sleeps from tick to tick, but ends at once when told
 * to.
 *
 * <p>The original sleeps its tick out first, which closing a broker would have to wait for.
 */
final class EmbeddedSessions extends SessionTrackerImpl {
  private static final long SERVER_ID = 1;

  private volatile boolean ending;

  EmbeddedSessions(
      SessionExpirer expirer,
      ConcurrentMap<Long, Integer> timeouts,
      int tickMs,
      ZooKeeperServerListener listener) {
    super(expirer, timeouts, tickMs, SERVER_ID, listener);
  }

  @Override
  public void shutdown() {
    ending = true;
    super.shutdown();
    interrupt();
  }

  @Override
  protected void handleException(String threadName, Throwable thrown) {
    if (!ending || !(thrown instanceof InterruptedException)) {
      super.handleException(threadName, thrown);
    }
  }
}
