package io.ringmain.testkit.tck.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.tck.Answers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the suite asks the author of a plugin for, and what its tests share: storages and slices
 * that are closed after each test.
 *
 * <p>Only {@link #provider} must be implemented. The other methods are capabilities: what a test
 * needs and the plugin cannot do is skipped, visibly.
 */
abstract class StorageCase {
  static final LogId ORDERS = new LogId("orders", 0, new UUID(1, 2));

  /** Small segments and dense indexes, so that little data shows all behaviour. */
  static final LogConfig SMALL = new LogConfig(4096, Long.MAX_VALUE, 4096, 256, 0);

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private int kills;

  // What the author of a plugin tells.

  /** The plugin under test. Asked for anew whenever a storage is opened. */
  protected abstract StorageProvider provider();

  /** Capability: settings of the plugin that differ from its defaults, by their short names. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /**
   * Capability: ends a storage as a crash would, and tells on which directories it is opened next.
   * Empty where the plugin cannot crash in this way. By default a kill copies all files: right for
   * a plugin that has written what it has acknowledged to files before a call returns.
   */
  protected Optional<List<Path>> crash(Crash crash, Storage running, List<Path> directories)
      throws IOException {
    if (crash != Crash.KILL) {
      return Optional.empty();
    }
    List<Path> after = new ArrayList<>();
    int files = 0;
    for (Path directory : directories) {
      Path copy = directory.resolveSibling("after-kill-" + kills++);
      files += DirectoryTrees.copy(directory, copy);
      after.add(copy);
    }
    running.close();
    return files == 0 ? Optional.empty() : Optional.of(after);
  }

  /**
   * Capability: flips a bit of a record batch where it lies, while no storage is open. False where
   * it was not found. By default it is looked for in the files.
   */
  protected boolean damage(List<Path> directories, LogId id, byte[] recordBatch)
      throws IOException {
    for (Path directory : directories) {
      if (DirectoryTrees.flipLastBit(directory, recordBatch)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Capability: from now on everything that has to go to these directories fails with an I/O error.
   * False where that cannot be brought about.
   */
  protected boolean failWrites(Storage running, List<Path> directories) {
    return false;
  }

  /**
   * Capability: does now what the plugin would do in the background some time, such as giving up
   * space that it does not use. Called between other calls of the writer.
   */
  protected void housekeep(Storage running, PartitionLog log) {}

  // What the tests are made of.

  final StorageContext context(List<Path> directories, long minFreeBytes) {
    StorageProvider provider = provider();
    PluginSettings settings =
        new PluginSettings("storage." + provider.name() + ".", provider.settings(), settings());
    return new StorageContext(directories, settings, 2, minFreeBytes);
  }

  final Storage openOn(List<Path> directories) {
    return openOn(directories, 0);
  }

  final Storage openOn(List<Path> directories, long minFreeBytes) {
    Storage storage = provider().open(context(directories, minFreeBytes));
    open.add(storage);
    return storage;
  }

  final List<Path> data() {
    return List.of(folder.resolve("data"));
  }

  final Storage openData() {
    return openOn(data());
  }

  /** A new log with small segments. */
  final PartitionLog newLog() {
    return openLog(openData());
  }

  static PartitionLog openLog(Storage storage) {
    return openLog(storage, ORDERS, SMALL);
  }

  static PartitionLog openLog(Storage storage, LogId id, LogConfig config) {
    return get(storage.open(id, config));
  }

  /** Appends what {@link TckBatches#singles} makes, a few batches at a time. */
  static void fill(PartitionLog log, long first, long end) {
    for (long next = first; next < end; next += 10) {
      log.append(TckBatches.singles(next, Math.min(end, next + 10)));
    }
  }

  /** The log after a crash; the test is skipped where the plugin cannot crash so. */
  final PartitionLog reopenAfter(Crash crash, Storage running) throws IOException {
    return openLog(openOn(afterCrash(crash, running)));
  }

  final List<Path> afterCrash(Crash crash, Storage running) throws IOException {
    Optional<List<Path>> after = crash(crash, running, data());
    assumeTrue(after.isPresent(), "the plugin cannot be made to crash: override crash, " + crash);
    return after.orElseThrow();
  }

  static <T> T get(CompletionStage<T> stage) {
    return Answers.get(stage);
  }

  /** A slice that is closed after the test. */
  final LogSlice held(LogSlice slice) {
    open.add(() -> closeQuietly(slice));
    return slice;
  }

  private static void closeQuietly(LogSlice slice) {
    try {
      slice.close();
    } catch (IllegalStateException closedBefore) {
      // By the test itself.
    }
  }

  /** All bytes from an offset on, whatever slices it takes. */
  static byte[] readAll(PartitionLog log, long fromOffset) {
    List<byte[]> read = new ArrayList<>();
    int bytes = 0;
    long offset = fromOffset;
    while (offset < log.logEndOffset()) {
      LogSlice slice = log.read(offset, 1 << 20, Long.MAX_VALUE, true);
      long next = slice.nextOffset();
      byte[] part = TckBatches.bytes(slice);
      if (part.length == 0) {
        break;
      }
      read.add(part);
      bytes += part.length;
      offset = next;
    }
    byte[] all = new byte[bytes];
    int position = 0;
    for (byte[] part : read) {
      System.arraycopy(part, 0, all, position, part.length);
      position += part.length;
    }
    return all;
  }

  static byte[] readAll(PartitionLog log) {
    return readAll(log, log.logStartOffset());
  }

  @AfterEach
  final void closeWhatWasOpened() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      try {
        closeable.close();
      } catch (RuntimeException closedByTheTestBefore) {
        // That this is allowed, or not, is for the tests of the rule to say.
      }
    }
  }
}
