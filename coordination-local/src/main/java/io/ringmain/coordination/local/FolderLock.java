package io.ringmain.coordination.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process, or a second store in this one, out of the folder. */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Makes the folder, if it is not there, and locks it. */
  static FolderLock take(Path folder) throws IOException {
    Files.createDirectories(folder);
    if (Files.exists(folder.resolve("version-2"))) {
      throw new IOException(
          "the folder holds the data of a ZooKeeper server; choose coordination.provider=zk, or"
              + " other log.dirs");
    }
    FileChannel channel =
        FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new FolderLock(channel);
      }
    } catch (OverlappingFileLockException heldInThisProcess) {
      channel.close();
      throw new IOException("the folder is in use in this process", heldInThisProcess);
    }
    channel.close();
    throw new IOException("the folder is in use by another process");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
