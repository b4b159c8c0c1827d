package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The file of a log's segment to come, made ahead by the housekeeper, so that a roll costs the
 * log's writer a rename.
 *
 * <pre>
 *   none ── prepare (writer) ──▶ being made (housekeeper) ──▶ ready ── take (writer) ──▶ none
 *                                                               └── release: idle, closed ──▶ none
 * </pre>
 *
 * <p>Until it is taken the file has a temporary name: a crash leaves nothing that looks like a
 * segment. When the writer comes first, it makes a file itself, as if there were none of these.
 */
final class NextSegment {
  private static final System.Logger LOG = System.getLogger(NextSegment.class.getName());
  private static final String NAME = "next" + LogFiles.LOG + LogFiles.TEMPORARY;

  private final Services services;
  private final DataDirectory directory;
  private final AtomicReference<Spare> ready = new AtomicReference<>();

  /** Whether one was asked for since the last was taken; one that failed is not asked for again. */
  private volatile boolean wanted;

  private volatile boolean closed;

  NextSegment(Services services, DataDirectory directory) {
    this.services = services;
    this.directory = directory;
  }

  /** A preallocated file and its mapping, with the end mark of a segment without batches. */
  record Spare(MappedFile file, View view) {}

  boolean isWanted() {
    return wanted;
  }

  /** Called by the writer when it will roll before long. */
  void prepare(Path folder, int sizeBytes) {
    wanted = true;
    services.background().housekeep(() -> make(folder.resolve(NAME), sizeBytes));
  }

  private void make(Path path, int sizeBytes) {
    if (closed || ready.get() != null) {
      return;
    }
    MappedFile file = new MappedFile(services.mappings(), path);
    try {
      directory.checkRoom(sizeBytes);
      Files.createFile(path);
      services.preallocation().allocate(path, 0, sizeBytes);
      View view = file.mapForWriting(sizeBytes);
      view.buffer().putInt(Segment.END_MARK_BYTES - Integer.BYTES, Segment.END_MARK);
      ready.set(new Spare(file, view));
      if (closed) {
        release();
      }
    } catch (IOException | StorageException e) {
      // The writer will make its own, and report what it meets then.
      LOG.log(Level.DEBUG, "cannot prepare " + path, e);
      Deletion.delete(List.of(path));
    }
  }

  /** Called by the writer: the file under its new name, or null when none is ready. */
  Spare take(Path name) {
    wanted = false;
    Spare spare = ready.getAndSet(null);
    if (spare == null) {
      return null;
    }
    try {
      Files.move(spare.file.path(), name, StandardCopyOption.ATOMIC_MOVE);
      spare.file.movedTo(name);
      return spare;
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "cannot use " + spare.file.path(), e);
      discard(spare);
      return null;
    }
  }

  boolean isReady() {
    return ready.get() != null;
  }

  /** Gives the space back. Behind the gate, or by whoever ends the log. */
  void release() {
    wanted = false;
    Spare spare = ready.getAndSet(null);
    if (spare != null) {
      discard(spare);
    }
  }

  private static void discard(Spare spare) {
    spare.view.release();
    spare.file.retire();
    Deletion.delete(List.of(spare.file.path()));
  }

  /** The log ends, while its folder still has its name. */
  void close() {
    closed = true;
    release();
  }
}
