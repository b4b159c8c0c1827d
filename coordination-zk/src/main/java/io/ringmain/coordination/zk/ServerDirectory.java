package io.ringmain.coordination.zk;

import io.ringmain.spi.coordination.CoordinationException;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.apache.zookeeper.server.SyncRequestProcessor;
import org.apache.zookeeper.server.persistence.FilePadding;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * Where the embedded server keeps its data, locked against a second process.
 *
 * <pre>
 *   .lock                   held while the server runs
 *   version-2/log.*         transactions, preallocated in small steps
 *   version-2/snapshot.*    the newest few
 * </pre>
 *
 * <p>Used by the threads that start and close {@link EmbeddedZooKeeper}, one at a time.
 */
final class ServerDirectory {
  // ZooKeeper's 64 MiB are for a machine of its own.
  private static final long PREALLOCATED_BYTES = 1 << 20;

  private final Path path;
  private final FileChannel lockFile;

  private ServerDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /** Makes the directory, if it is not there, and locks it. */
  static ServerDirectory lock(Path path) throws IOException {
    Files.createDirectories(path);
    FileChannel channel =
        FileChannel.open(
            path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new ServerDirectory(path, channel);
      }
    } catch (OverlappingFileLockException heldInThisProcess) {
      channel.close();
      throw new IOException("the directory is in use in this process", heldInThisProcess);
    }
    channel.close();
    throw new IOException("the directory is in use by another process");
  }

  /** ZooKeeper's files in it. */
  FileTxnSnapLog open(ZkSettings settings) throws IOException {
    FilePadding.setPreallocSize(PREALLOCATED_BYTES);
    SyncRequestProcessor.setSnapSizeInBytes(settings.embeddedSnapshotBytes());
    File directory = path.toFile();
    return SystemProperties.with(
        Map.of("zookeeper.forceSync", settings.embeddedFsync() ? "yes" : "no"),
        () -> new FileTxnSnapLog(directory, directory));
  }

  void unlock() {
    try {
      lockFile.close();
    } catch (IOException failed) {
      throw new CoordinationException("cannot unlock " + path, failed);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
