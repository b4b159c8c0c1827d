package org.example.storage.filechannel;

import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One of the {@code log.dirs}: locked while open, with a folder for each log.
 *
 * <p>Opened and closed by the thread that does so with the storage; otherwise used by any.
 */
final class DataDirectory {
  private static final String DELETED = ".deleted";

  private final Path path;
  private final Path logs;
  private final FileChannel lock;
  private final FileStore fileStore;
  private final long minFreeBytes;

  private DataDirectory(Path path, FileChannel lock, long minFreeBytes) throws IOException {
    this.path = path;
    this.logs = Files.createDirectories(path.resolve("filechannel"));
    this.lock = lock;
    this.fileStore = Files.getFileStore(path);
    this.minFreeBytes = minFreeBytes;
  }

  /** Takes the lock (S1), or leaves nothing open (S2). */
  static DataDirectory open(Path path, long minFreeBytes) {
    FileChannel channel = null;
    try {
      Files.createDirectories(path);
      channel =
          FileChannel.open(
              path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new OverlappingFileLockException();
      }
      return new DataDirectory(path, channel, minFreeBytes);
    } catch (IOException | OverlappingFileLockException e) {
      closeQuietly(channel);
      String reason = e instanceof IOException ? e.toString() : "another storage has it open";
      throw new StorageException(
          StorageException.Kind.UNUSABLE, "cannot use " + path + ": " + reason, e);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It was only opened to be locked.
    }
  }

  /** The logs here. Finishes deletions that a crash has interrupted. */
  List<LogId> scan() throws IOException {
    List<LogId> found = new ArrayList<>();
    for (Path folder : list(logs)) {
      String name = folder.getFileName().toString();
      if (name.endsWith(DELETED)) {
        deleteTree(folder);
        continue;
      }
      int hyphen = name.lastIndexOf('-');
      for (Path log : list(folder)) {
        UUID topicId = UUID.fromString(log.getFileName().toString());
        int partition = Integer.parseInt(name.substring(hyphen + 1));
        found.add(new LogId(name.substring(0, hyphen), partition, topicId));
      }
    }
    return found;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Where a log lies. With the topic id in it, a topic made anew gets another (S5). */
  Path folder(LogId id) {
    return logs.resolve(id.toString()).resolve(id.topicId().toString());
  }

  /** From here on, also after a crash, the log is gone (S5). */
  Path renameForDeletion(LogId id) throws IOException {
    Path renamed = logs.resolve(UUID.randomUUID() + DELETED);
    Files.move(folder(id), renamed, StandardCopyOption.ATOMIC_MOVE);
    return renamed;
  }

  static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path file : tree.toList().reversed()) {
        Files.delete(file);
      }
    }
  }

  /** Refuses an append that would go below the floor of free space (S32). */
  void requireRoomFor(int bytes, LogId id) throws IOException {
    if (fileStore.getUsableSpace() - bytes < minFreeBytes) {
      throw new StorageException(StorageException.Kind.FULL, "no room in " + path + " for " + id);
    }
  }

  LogDirectory describe() {
    try {
      return new LogDirectory(path, fileStore.getTotalSpace(), fileStore.getUsableSpace(), true);
    } catch (IOException e) {
      return new LogDirectory(path, -1, -1, false);
    }
  }

  /** Lets the lock go. */
  void close() {
    closeQuietly(lock);
  }
}
