package io.ringmain.coordination.zk;

import java.io.File;
import java.io.IOException;
import java.util.List;
import org.apache.zookeeper.server.PurgeTxnLog;
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
  private static final int MAX_SESSION_TICKS = 100_000;

  private final FileTxnSnapLog files;
  private final int snapshotsKept;

  EmbeddedServer(FileTxnSnapLog files, ZkSettings settings) {
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
  }

  /** Ends the sessions found in the data, in the order of all other requests. */
  void endAllSessions() {
    for (long sessionId : List.copyOf(getZKDatabase().getSessions())) {
      closeSession(sessionId);
    }
  }

  @Override
  public File takeSnapshot(boolean syncSnap, boolean isSevere) throws IOException {
    File snapshot = super.takeSnapshot(syncSnap, isSevere);
    PurgeTxnLog.purge(
        files.getDataLogDir().getParentFile(), files.getSnapDir().getParentFile(), snapshotsKept);
    return snapshot;
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
