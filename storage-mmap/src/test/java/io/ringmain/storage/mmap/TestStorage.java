package io.ringmain.storage.mmap;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.testkit.tck.storage.DirectoryTrees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** A storage in a folder of a test, and what tests do with it. */
final class TestStorage implements AutoCloseable {
  static final LogId ID = new LogId("orders", 0, new UUID(1, 2));

  /** Small segments and dense indexes, so that little data shows all behaviour. */
  static final LogConfig SMALL = new LogConfig(4096, Long.MAX_VALUE, 4096, 256, 0);

  final MmapStorage storage;

  TestStorage(List<Path> directories, Preallocation preallocation, long minFreeBytes) {
    storage = MmapStorage.open(context(directories, minFreeBytes), preallocation);
  }

  TestStorage(Path directory) {
    this(List.of(directory), Preallocation.ofPlatform(), 0);
  }

  static StorageContext context(List<Path> directories, long minFreeBytes) {
    MmapStorageProvider provider = new MmapStorageProvider();
    return new StorageContext(
        directories,
        new PluginSettings("storage.mmap.", provider.settings(), Map.of()),
        2,
        minFreeBytes);
  }

  PartitionLog open(LogId id, LogConfig config) {
    try {
      return storage.open(id, config).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  PartitionLog open() {
    return open(ID, SMALL);
  }

  static byte[] bytes(LogSlice slice) {
    try (slice) {
      byte[] bytes = new byte[slice.sizeBytes()];
      slice.buffer().get(bytes);
      return bytes;
    }
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** What a process that is killed now leaves behind, as another folder. */
  static Path copyAsAfterKill(Path directory, Path to) throws IOException {
    DirectoryTrees.copy(directory, to);
    return to;
  }

  @Override
  public void close() {
    storage.close();
  }
}
