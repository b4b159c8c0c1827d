package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.invariants.PartitionInvariants;

/** What must hold of partitions, whatever clients do, holds with memory-mapped segments. */
final class MmapPartitionInvariantsProperties extends PartitionInvariants {
  @Override
  protected StorageProvider provider() {
    return new MmapStorageProvider();
  }
}
