package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file that is mapped when somebody needs its bytes, and unmapped when nobody has for a while.
 *
 * <p>Readers pin its current {@link View} without locks; only mapping anew takes the lock. The
 * writer of a log publishes a writable view here, which stays until the writer gives it up.
 */
final class MappedFile {
  private final Mappings mappings;
  private final AtomicInteger liveViews = new AtomicInteger();
  private volatile Path path;
  private volatile View view;
  private volatile boolean retired;
  private volatile boolean heldByWriter;

  MappedFile(Mappings mappings, Path path) {
    this.mappings = mappings;
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** Follows a renaming of the file or its folder. */
  void movedTo(Path newPath) {
    path = newPath;
  }

  Mappings mappings() {
    return mappings;
  }

  /**
   * Pins a view of at least the first {@code sizeBytes} bytes; null once {@link #retire retired}.
   * The caller releases it.
   */
  View pin(int sizeBytes) {
    View current = view;
    if (current != null && current.sizeBytes() >= sizeBytes && current.pin(mappings.sweep())) {
      return current;
    }
    return mapAndPin(sizeBytes);
  }

  private synchronized View mapAndPin(int sizeBytes) {
    while (!retired) {
      View current = view;
      if (current == null || current.sizeBytes() < sizeBytes) {
        try {
          publish(Uninterrupted.call(() -> mapForReading(sizeBytes)));
        } catch (IOException e) {
          throw IoFailures.of("map", path, e);
        }
      } else if (current.pin(mappings.sweep())) {
        return current;
      }
    }
    return null;
  }

  private View mapForReading(int sizeBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < sizeBytes) {
        throw new StorageException(
            StorageException.Kind.CORRUPT,
            "%s has %d bytes, but at least %d were written to it"
                .formatted(path, channel.size(), sizeBytes));
      }
      return map(channel, FileChannel.MapMode.READ_ONLY, channel.size());
    }
  }

  /** Maps the first {@code sizeBytes} bytes for the writer; they must have been preallocated. */
  synchronized View mapForWriting(int sizeBytes) throws IOException {
    return Uninterrupted.call(() -> {
      try (FileChannel channel =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return map(channel, FileChannel.MapMode.READ_WRITE, sizeBytes);
      }
    });
  }

  /** Lets readers use the writer's new view; a reader of the old one keeps it until it lets go. */
  synchronized void publishForWriting(View writable) {
    heldByWriter = true;
    publish(writable);
  }

  /** The writer is done: the view is now like any other. */
  void writerDone() {
    heldByWriter = false;
  }

  @SuppressWarnings("MustBeClosed") // The view closes its arena when its last reference goes.
  private View map(FileChannel channel, FileChannel.MapMode mode, long sizeBytes)
      throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment memory = channel.map(mode, 0, sizeBytes, arena);
      View mapped = new View(this, arena, memory);
      liveViews.incrementAndGet();
      mappings.mapped();
      return mapped;
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private void publish(View next) {
    View before = view;
    view = next;
    next.pin(mappings.sweep());
    next.release();
    mappings.register(this);
    if (before != null) {
      before.release();
    }
  }

  /** Called by the housekeeper: lets the view go when nobody has pinned it since {@code sweep}. */
  void evictIfUnusedSince(int sweep) {
    View idle = view;
    if (idle != null && !heldByWriter && idle.lastUsedSweep() < sweep) {
      drop();
    }
  }

  /** Lets the view go; the next reader maps anew. */
  synchronized void drop() {
    View before = view;
    view = null;
    heldByWriter = false;
    mappings.unregister(this);
    if (before != null) {
      before.release();
    }
  }

  /** Ends it: nobody pins any more. Those who have pinned may go on. */
  synchronized void retire() {
    retired = true;
    drop();
    if (liveViews.get() > 0) {
      mappings.outlived(this);
      forgetUnlessReferenced(liveViews.get()); // The last reader may have gone just now.
    }
  }

  boolean isRetired() {
    return retired;
  }

  /**
   * Whether no slice or lookup holds a view any more, of this object or of one before it on the
   * same file; lasting once {@link #retire retired}.
   */
  boolean isUnreferenced() {
    return liveViews.get() == 0 && !mappings.isOutlived(path);
  }

  private void forgetUnlessReferenced(int views) {
    if (views == 0) {
      mappings.unreferenced(this);
    }
  }

  /** Called by a view whose last reference went. */
  void unreferenced(View last) {
    forgetUnlessReferenced(liveViews.decrementAndGet());
    mappings.unmapSoon(last);
  }
}
