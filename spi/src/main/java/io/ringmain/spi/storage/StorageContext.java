package io.ringmain.spi.storage;

import io.ringmain.spi.PluginSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * What a storage is opened with.
 *
 * @param directories {@code log.dirs}: at least one; created when absent
 * @param settings the plugin's own settings
 * @param recoveryThreads how many logs may be recovered at the same time, at least 1 ({@code
 *     num.recovery.threads.per.data.dir})
 * @param minFreeBytes {@code storage.min.free.bytes}: below so much free space of a directory,
 *     appends are refused as {@link StorageException.Kind#FULL} and everything else goes on; 0 for
 *     no floor
 */
public record StorageContext(
    List<Path> directories, PluginSettings settings, int recoveryThreads, long minFreeBytes) {

  /** Without a floor of free space. */
  public StorageContext(List<Path> directories, PluginSettings settings, int recoveryThreads) {
    this(directories, settings, recoveryThreads, 0);
  }

  public StorageContext {
    directories = List.copyOf(directories);
    if (directories.isEmpty()) {
      throw new IllegalArgumentException("log.dirs names no directory; at least one is needed");
    }
    if (recoveryThreads < 1) {
      throw new IllegalArgumentException(
          "recoveryThreads=" + recoveryThreads + "; at least 1 is needed");
    }
    if (minFreeBytes < 0) {
      throw new IllegalArgumentException(
          "storage.min.free.bytes=" + minFreeBytes + "; 0 or more is allowed");
    }
  }
}
