package io.ringmain.spi.storage;

import io.ringmain.spi.PluginProvider;

/** The {@link java.util.ServiceLoader} face of a storage plugin. */
public interface StorageProvider extends PluginProvider {

  /**
   * Opens the storage. Blocks until the directories are locked and the logs in them are known; the
   * logs themselves are recovered one by one in {@link Storage#open}.
   *
   * <p>S1. Two storages never have the same directory open: the second open fails, naming the
   * directory. S2. An open that fails leaves no thread, lock or mapping behind.
   *
   * @throws StorageException if a directory cannot be used
   */
  Storage open(StorageContext context);
}
