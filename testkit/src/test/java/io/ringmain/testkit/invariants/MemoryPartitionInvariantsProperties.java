package io.ringmain.testkit.invariants;

import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.memory.MemoryDisks;

/** What must hold of partitions holds with the storage in memory. */
final class MemoryPartitionInvariantsProperties extends PartitionInvariants {
  @Override
  protected StorageProvider provider() {
    return new MemoryDisks().provider();
  }
}
