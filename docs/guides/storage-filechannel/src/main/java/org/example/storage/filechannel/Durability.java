package org.example.storage.filechannel;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How much of a log survives a failure of the machine (S31).
 *
 * <p>The writer tells of what it does, the background thread forces files, any thread asks. A
 * truncation may overtake a flush: they are counted, and a flush that finds one in between is done
 * again.
 */
final class Durability {
  private final Path folder;
  private final LogView view;
  private final StateFile stateFile;
  private long durableOffset; // guarded by this
  private int truncations; // guarded by this
  private volatile boolean namesChanged = true;

  Durability(Path folder, LogView view, StateFile stateFile) {
    this.folder = folder;
    this.view = view;
    this.stateFile = stateFile;
  }

  synchronized long offset() {
    return Math.min(durableOffset, view.logEndOffset());
  }

  /** A file came or went. */
  void namesChanged() {
    namesChanged = true;
  }

  /** The log ends here now, and its view says so already. */
  synchronized void truncatedTo(long offset) {
    truncations++;
    durableOffset = Math.min(durableOffset, offset);
  }

  /** Makes what was appended durable; returns up to where. Waits for the disk. */
  long force() throws IOException {
    while (true) {
      int before = truncations();
      long end = view.logEndOffset();
      stateFile.force();
      for (Segment segment : view.segments()) {
        segment.force();
      }
      if (namesChanged) {
        namesChanged = false; // Before the force: a change during it is forced by the next one.
        Channels.forceFolder(folder);
      }
      if (raiseTo(end, before)) {
        return offset();
      }
    }
  }

  private synchronized int truncations() {
    return truncations;
  }

  /** False when the log was truncated meanwhile, since it may end elsewhere now. */
  private synchronized boolean raiseTo(long offset, int truncationsBefore) {
    if (truncations != truncationsBefore) {
      return false;
    }
    durableOffset = Math.max(durableOffset, offset);
    return true;
  }
}
