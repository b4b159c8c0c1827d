package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogId;
import java.nio.file.Path;

/** A log that exists, open or not. Guarded by the storage. */
final class LogEntry {
  final LogId id;
  final DataDirectory directory;
  final boolean isNew;
  Path folder;
  boolean opening;
  boolean closedCleanly;
  boolean damaged;
  MmapPartitionLog log;

  LogEntry(LogId id, DataDirectory directory, Path folder, boolean isNew) {
    this.id = id;
    this.directory = directory;
    this.folder = folder;
    this.isNew = isNew;
  }

  /** A log that was not opened is as it was found: a start that failed makes nothing clean. */
  boolean isClean() {
    boolean found = directory.wasClean() || closedCleanly;
    return found && !damaged && log == null;
  }

  /** Its log was closed. */
  void closed() {
    closedCleanly = log.isIntact();
    damaged |= !log.isIntact();
    log = null;
  }

  boolean isInUse() {
    return opening || log != null;
  }
}
