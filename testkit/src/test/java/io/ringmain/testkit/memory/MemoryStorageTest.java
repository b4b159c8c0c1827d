package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.tck.storage.Crash;
import io.ringmain.testkit.tck.storage.StorageTck;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The storage in memory keeps the rules. */
final class MemoryStorageTest extends StorageTck {
  private final MemoryDisks disks = new MemoryDisks();

  @Override
  protected StorageProvider provider() {
    StorageProvider provider = disks.provider();
    return new StorageProvider() {
      @Override
      public String name() {
        return provider.name();
      }

      @Override
      public Storage open(StorageContext context) {
        context.directories().forEach(directory -> disks.capacityBytes(directory, 1L << 30));
        return provider.open(context);
      }
    };
  }

  @Override
  protected Optional<List<Path>> crash(Crash crash, Storage running, List<Path> directories) {
    for (Path directory : directories) {
      switch (crash) {
        case KILL -> disks.kill(directory);
        case MACHINE_FAILURE -> disks.failMachine(directory);
      }
    }
    return Optional.of(directories);
  }

  @Override
  protected boolean damage(List<Path> directories, LogId id, byte[] recordBatch) {
    long offset = ByteBuffer.wrap(recordBatch).getLong(0);
    return disks.damage(directories.getFirst(), id, offset);
  }

  @Override
  protected boolean failWrites(Storage running, List<Path> directories) {
    disks.failWrites(directories.getFirst(), true);
    return true;
  }
}
