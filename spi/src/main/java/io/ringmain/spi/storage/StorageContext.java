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
 */
public record StorageContext(
    List<Path> directories, PluginSettings settings, int recoveryThreads) {
  public StorageContext {
    directories = List.copyOf(directories);
    if (directories.isEmpty()) {
      throw new IllegalArgumentException("log.dirs names no directory; at least one is needed");
    }
    if (recoveryThreads < 1) {
      throw new IllegalArgumentException(
          "recoveryThreads=" + recoveryThreads + "; at least 1 is needed");
    }
  }
}
