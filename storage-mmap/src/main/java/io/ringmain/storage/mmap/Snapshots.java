package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * The kernel's snapshots of a log: Kafka's {@code .snapshot} files, with content of the kernel's.
 *
 * <p>The writer saves and forgets; any thread asks; the flusher does what touches the disk, in the
 * order of the calls. A snapshot that is not written yet is answered from memory.
 */
final class Snapshots {
  private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());
  private static final int KEPT = 4;

  private static final Content ON_DISK = new Content(null);

  private final Background background;
  private volatile Path folder;

  /** By offset; the content while it is not on disk yet. */
  private final ConcurrentSkipListMap<Long, Content> snapshots = new ConcurrentSkipListMap<>();

  /** What is not written yet; {@link #ON_DISK} when it is. Compared by identity. */
  private static final class Content {
    final ByteBuffer bytes;

    Content(ByteBuffer bytes) {
      this.bytes = bytes;
    }
  }

  Snapshots(Background background, Path folder) {
    this.background = background;
    this.folder = folder;
  }

  /** Finds those on disk; forgets those of batches that a crash has taken. */
  void load(long logStartOffset, long logEndOffset) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        long offset = LogFiles.offset(file, LogFiles.SNAPSHOT);
        if (offset >= 0) {
          snapshots.put(offset, ON_DISK);
        }
      }
    }
    forgetAbove(logEndOffset);
    forgetBelow(logStartOffset);
  }

  void movedTo(Path newFolder) {
    folder = newFolder;
  }

  private Path path(long offset) {
    return folder.resolve(LogFiles.name(offset, LogFiles.SNAPSHOT));
  }

  void save(long offset, ByteBuffer content) {
    Content pending = new Content(copy(content));
    snapshots.put(offset, pending);
    background.flush(() -> write(offset, pending));
    while (snapshots.size() > KEPT) {
      forget(snapshots.firstKey());
    }
  }

  private static ByteBuffer copy(ByteBuffer content) {
    return ByteBuffer.allocate(content.remaining()).put(content.duplicate()).flip();
  }

  private synchronized void write(long offset, Content pending) {
    // Written, forgotten or replaced since: then there is nothing to write.
    if (snapshots.get(offset) != pending || Files.notExists(folder)) {
      return;
    }
    try {
      CheckpointFile.replace(path(offset), pending.bytes, true);
      snapshots.replace(offset, pending, ON_DISK);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot write " + path(offset) + "; an older one will serve", e);
    }
  }

  /** Writes what is not on disk yet. Called by whoever closes the log. */
  void persist() {
    snapshots.forEach((offset, content) -> {
      if (content.bytes != null) {
        write(offset, content);
      }
    });
  }

  Optional<LogSnapshot> latest(long atMost, long atLeast) {
    for (Map.Entry<Long, Content> entry :
        snapshots.headMap(atMost, true).descendingMap().entrySet()) {
      if (entry.getKey() < atLeast) {
        break;
      }
      Content content = entry.getValue();
      try {
        ByteBuffer bytes =
            content.bytes == null
                ? ByteBuffer.wrap(Files.readAllBytes(path(entry.getKey())))
                : copy(content.bytes);
        return Optional.of(new LogSnapshot(entry.getKey(), bytes));
      } catch (java.nio.file.NoSuchFileException forgottenMeanwhile) {
        // Look for an older one.
      } catch (IOException e) {
        throw new StorageException(
            StorageException.Kind.OFFLINE, "cannot read " + path(entry.getKey()), e);
      }
    }
    return Optional.empty();
  }

  /** Forgets snapshots of more than a truncated log holds. */
  void forgetAbove(long offset) {
    List.copyOf(snapshots.tailMap(offset, false).keySet()).forEach(this::forget);
  }

  void forgetBelow(long offset) {
    List.copyOf(snapshots.headMap(offset, false).keySet()).forEach(this::forget);
  }

  private void forget(long offset) {
    snapshots.remove(offset);
    background.flush(() -> {
      if (!snapshots.containsKey(offset)) {
        Deletion.delete(List.of(path(offset)));
      }
    });
  }
}
