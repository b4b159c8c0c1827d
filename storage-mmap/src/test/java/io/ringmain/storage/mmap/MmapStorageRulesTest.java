package io.ringmain.storage.mmap;

import io.ringmain.spi.PluginSetting;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.tck.storage.Crash;
import io.ringmain.testkit.tck.storage.StorageTck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Memory-mapped segments keep the rules of the storage contract. */
final class MmapStorageRulesTest extends StorageTck {
  private List<Path> failing = List.of();

  @Override
  protected StorageProvider provider() {
    return new StorageProvider() {
      @Override
      public String name() {
        return "mmap";
      }

      @Override
      public List<PluginSetting> settings() {
        return new MmapStorageProvider().settings();
      }

      @Override
      public Storage open(StorageContext context) {
        return MmapStorage.open(context, MmapStorageRulesTest.this::allocate);
      }
    };
  }

  private void allocate(Path file, long fromBytes, long sizeBytes) throws IOException {
    if (failing.stream().anyMatch(file::startsWith)) {
      throw new IOException("Input/output error");
    }
    Preallocation.ofPlatform().allocate(file, fromBytes, sizeBytes);
  }

  /** What threads in the background still have to do would make a copy that no kill leaves. */
  @Override
  protected Optional<List<Path>> crash(Crash crash, Storage running, List<Path> directories)
      throws IOException {
    ((MmapStorage) running).awaitBackground();
    return super.crash(crash, running, directories);
  }

  @Override
  protected boolean failWrites(Storage running, List<Path> directories) {
    failing = directories.stream().map(Path::toAbsolutePath).toList();
    return true;
  }

  @Override
  protected void housekeep(Storage running, PartitionLog log) {
    ((MmapPartitionLog) log).releaseSpaceIfIdle(Long.MAX_VALUE);
  }
}
