package io.ringmain.storage.mmap;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The budget of mappings and open files of a storage.
 *
 * <p>Linux allows a process 65,530 mappings by default, and a JVM without any left dies. What is
 * written to stays mapped; what is only read is unmapped after {@value #IDLE_SWEEPS} sweeps (about
 * as many seconds) without a reader, or at the next sweep when the budget is exceeded.
 */
final class Mappings {
  private static final int IDLE_SWEEPS = 30;

  private final int maxMappings;
  private final int maxOpenFiles;
  private final Background background;
  private final Set<MappedFile> files = ConcurrentHashMap.newKeySet();

  /** Those of logs that are closed, which slices of then are still read from. */
  private final Set<MappedFile> outlived = ConcurrentHashMap.newKeySet();

  private final AtomicInteger mapped = new AtomicInteger();
  private final AtomicInteger openFiles = new AtomicInteger();
  private volatile int sweep;

  Mappings(int maxMappings, int maxOpenFiles, Background background) {
    this.maxMappings = maxMappings;
    this.maxOpenFiles = maxOpenFiles;
    this.background = background;
  }

  /** Counts the sweeps; views remember the one in which they were last used. */
  int sweep() {
    return sweep;
  }

  /** Called by the housekeeper about once a second. */
  void sweepOnce() {
    int now = sweep + 1;
    sweep = now;
    boolean overBudget = mapped.get() > maxMappings;
    int keepUsedSince = overBudget ? now : now - IDLE_SWEEPS;
    for (MappedFile file : files) {
      file.evictIfUnusedSince(keepUsedSince);
    }
  }

  void register(MappedFile file) {
    files.add(file);
  }

  void unregister(MappedFile file) {
    files.remove(file);
  }

  void outlived(MappedFile retired) {
    outlived.add(retired);
  }

  void unreferenced(MappedFile retired) {
    outlived.remove(retired);
  }

  /** Whether slices read from this file that another, retired object has handed out. */
  boolean isOutlived(Path path) {
    return outlived.stream().anyMatch(file -> file.path().equals(path));
  }

  void mapped() {
    if (mapped.incrementAndGet() == maxMappings + 1) {
      background.housekeep(this::sweepOnce);
    }
  }

  void unmapSoon(View view) {
    background.housekeep(() -> {
      view.unmap();
      mapped.decrementAndGet();
    });
  }

  /** How many mappings exist now. */
  int count() {
    return mapped.get();
  }

  /** Reserves one open file; false when the budget is used up. */
  boolean tryOpenFile() {
    if (openFiles.incrementAndGet() <= maxOpenFiles) {
      return true;
    }
    openFiles.decrementAndGet();
    return false;
  }

  void fileClosed() {
    openFiles.decrementAndGet();
  }
}
