package org.example.storage.filechannel;

import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.tck.storage.Crash;
import io.ringmain.testkit.tck.storage.StorageTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The plugin keeps the rules of the storage contract. */
final class FileChannelStorageTest extends StorageTck {

  @Override
  protected StorageProvider provider() {
    return new FileChannelStorageProvider();
  }

  // What follows is not needed: it lets the suite test more.

  /** A copy of files that the background thread is about to delete is none that a kill leaves. */
  @Override
  protected Optional<List<Path>> crash(Crash crash, Storage running, List<Path> directories)
      throws IOException {
    ((FileChannelStorage) running).awaitBackground();
    return super.crash(crash, running, directories);
  }

  @Override
  protected void housekeep(Storage running, PartitionLog log) {
    ((FileChannelStorage) running).awaitBackground();
  }

  /** Without its folder a log cannot begin a segment. */
  @Override
  protected boolean failWrites(Storage running, List<Path> directories) {
    Path logs = directories.getFirst().resolve("filechannel");
    try {
      Files.move(logs, logs.resolveSibling("moved-away"));
      return true;
    } catch (IOException theSystemForbidsIt) {
      return false;
    }
  }
}
