package io.ringmain.coordination.zk;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.server.persistence.Util;

/**
 * Deletes what the newest snapshots make superfluous: older ones, and the logs that none needs.
 *
 * <p>Called on the thread that has just taken a snapshot. ZooKeeper's own purge prints to standard
 * output, which belongs to the broker.
 */
final class SnapshotPurge {
  private static final String SNAPSHOT = "snapshot";
  private static final String LOG = "log";

  private SnapshotPurge() {}

  static void keepNewest(FileTxnSnapLog files, int snapshotsKept) throws IOException {
    List<File> newest = files.findNValidSnapshots(snapshotsKept);
    if (newest.size() < snapshotsKept) {
      return;
    }
    long oldestKept = Util.getZxidFromName(newest.getLast().getName(), SNAPSHOT);
    // A log may begin before the snapshot and go on after it.
    Set<File> neededLogs = Set.of(files.getSnapshotLogs(oldestKept));
    deleteBefore(oldestKept, files.getSnapDir(), SNAPSHOT, Set.of());
    deleteBefore(oldestKept, files.getDataLogDir(), LOG, neededLogs);
  }

  private static void deleteBefore(long zxid, File directory, String prefix, Set<File> needed)
      throws IOException {
    File[] found = directory.listFiles((_, name) -> name.startsWith(prefix + "."));
    if (found == null) {
      throw new IOException("cannot list " + directory);
    }
    for (File file : found) {
      long begin = Util.getZxidFromName(file.getName(), prefix);
      if (begin >= 0 && begin < zxid && !needed.contains(file)) {
        Files.deleteIfExists(file.toPath());
      }
    }
  }
}
