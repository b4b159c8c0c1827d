package io.ringmain.coordination.zk;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.apache.zookeeper.server.ZKDatabase;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * ZooKeeper's stand-alone server, without what a server inside a broker has no use for: management
 * beans, and a thread that purges old snapshots (each new snapshot purges them here).
 *
 * <p>Runs on ZooKeeper's own threads.
 */
final class EmbeddedServer extends ZooKeeperServer {
  private static final Logger LOG = System.getLogger(EmbeddedServer.class.getName());
  private static final int MAX_SESSION_TICKS = 100_000;

  private final FileTxnSnapLog files;
  private final int snapshotsKept;
  private final boolean fsync;
  private final Runnable onFailure;

  /**
   * @param onFailure told on a thread of ZooKeeper's when the server can no longer work
   */
  EmbeddedServer(FileTxnSnapLog files, ZkSettings settings, Runnable onFailure) {
    super(
        files,
        settings.embeddedTickMs(),
        2 * settings.embeddedTickMs(),
        MAX_SESSION_TICKS * settings.embeddedTickMs(),
        -1,
        new ZKDatabase(files),
        "");
    this.files = files;
    this.snapshotsKept = settings.embeddedSnapshotsKept();
    this.fsync = settings.embeddedFsync();
    this.onFailure = onFailure;
  }

  @Override
  protected void setState(State state) {
    super.setState(state);
    if (state == State.ERROR) {
      onFailure.run();
    }
  }

  /** Stops, and lets go of data and files. */
  void shutdownForGood() {
    shutdown(true);
    try {
      files.close();
    } catch (IOException failed) {
      LOG.log(Level.WARNING, "cannot close the transaction log", failed);
    }
  }

  /** Ends the sessions found in the data, in the order of all other requests. */
  void endAllSessions() {
    for (long sessionId : List.copyOf(getZKDatabase().getSessions())) {
      closeSession(sessionId);
    }
  }

  @Override
  public File takeSnapshot(boolean syncSnap, boolean isSevere) throws IOException {
    // Older logs are deleted below, so the snapshot must be on the disk by then.
    File snapshot = super.takeSnapshot(syncSnap || fsync, isSevere);
    try {
      SnapshotPurge.keepNewest(files, snapshotsKept);
    } catch (IOException failed) {
      // The next snapshot tries again.
      LOG.log(Level.WARNING, "cannot delete old snapshots", failed);
    }
    return snapshot;
  }

  @Override
  protected void createSessionTracker() {
    sessionTracker =
        new EmbeddedSessions(
            this,
            getZKDatabase().getSessionWithTimeOuts(),
            getTickTime(),
            getZooKeeperServerListener());
  }

  @Override
  protected void registerJMX() {
    // The management beans would load java.management into every broker.
  }

  @Override
  protected void unregisterJMX() {
    // Nothing was registered.
  }
}
