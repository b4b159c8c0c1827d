package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;

/** The storage plugin {@code memory}, of one set of disks. */
record MemoryStorageProvider(MemoryDisks disks) implements StorageProvider {
  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Storage open(StorageContext context) {
    return disks.open(context);
  }
}
