package io.ringmain.testkit.tck.storage;

import static io.ringmain.testkit.tck.storage.TckBatches.batch;
import static io.ringmain.testkit.tck.storage.TckBatches.single;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.testkit.tck.Recorder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** S33 and S34: several directories, one of which may go out of service. */
abstract class DirectoryRules extends RewriteRules {
  /** Two of them, the data of {@link #data} first. */
  final List<Path> twoDirectories() {
    return List.of(data().getFirst(), folder.resolve("more"));
  }

  /** A storage on both; one that takes a single directory only is spared. */
  final Storage openTwo() {
    try {
      return openOn(twoDirectories());
    } catch (StorageException refused) {
      return abort("the plugin does not take two directories: " + refused.getMessage());
    }
  }

  static LogId payments(int partition) {
    return new LogId("payments", partition, new UUID(3, 4));
  }

  static Path directoryOf(PartitionLog log) {
    return log.directory().path();
  }

  /** Logs in both directories, or the test is skipped. */
  private List<PartitionLog> logsInBoth(Storage storage) {
    List<PartitionLog> logs =
        List.of(
            openLog(storage, payments(0), SMALL),
            openLog(storage, payments(1), SMALL),
            openLog(storage, payments(2), SMALL),
            openLog(storage, payments(3), SMALL));
    assumeTrue(
        logs.stream().map(DirectoryRules::directoryOf).distinct().count() == 2,
        "the plugin does not spread logs over its directories");
    return logs;
  }

  /** The default of {@link Storage#create} cannot know where to. */
  private static void assumePlaces(Storage storage) throws NoSuchMethodException {
    Class<?> declaring =
        storage
            .getClass()
            .getMethod("create", LogId.class, LogConfig.class, Optional.class)
            .getDeclaringClass();
    assumeTrue(
        declaring != Storage.class && storage.directories().size() == 2,
        "the plugin puts new logs where it likes: override create");
  }

  private static boolean appendsUntilRefused(PartitionLog log) {
    for (int i = 0; i < 1_000; i++) {
      try {
        log.append(batch(log.logEndOffset(), 1, 0, 1, 2_000));
      } catch (StorageException refused) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOnline(Storage storage, Path directory) {
    return storage.directories().stream()
        .filter(one -> one.path().equals(directory))
        .allMatch(LogDirectory::online);
  }

  /** One of the two is out of service; tells the listener's queue what it hears. */
  private Path failOne(Storage storage, List<PartitionLog> logs) {
    Path first = twoDirectories().getFirst().toAbsolutePath();
    assumeTrue(
        failWrites(storage, List.of(twoDirectories().getFirst())),
        "the plugin's writes cannot be made to fail: override failWrites");
    PartitionLog failing =
        logs.stream().filter(log -> directoryOf(log).equals(first)).findFirst().orElseThrow();
    assertEquals(true, appendsUntilRefused(failing), "writes fail, but no append does");
    assumeTrue(!isOnline(storage, first), "the plugin takes no directory out of service");
    return first;
  }

  @Test
  void s33_newLogIsCreatedWhereItIsAskedFor() throws Exception {
    Storage storage = openTwo();
    assumePlaces(storage);
    for (int i = 0; i < 4; i++) {
      Path wanted = storage.directories().get(i < 3 ? 1 : 0).path();
      PartitionLog log = get(storage.create(payments(i), SMALL, Optional.of(wanted)));
      log.append(single(0));
      assertEquals(wanted, directoryOf(log));
    }
    storage.close();
    Storage again = openOn(twoDirectories());
    PartitionLog log = openLog(again, payments(2), SMALL);
    assertEquals(again.directories().get(1).path(), directoryOf(log));
    assertEquals(1, log.logEndOffset());
  }

  @Test
  void s33_newLogIsCreatedWhileADirectoryIsOutOfService() throws Exception {
    Storage storage = openTwo();
    assumePlaces(storage);
    Path failed = failOne(storage, logsInBoth(storage));
    PartitionLog log = get(storage.create(payments(7), SMALL, Optional.of(failed)));
    log.append(single(0));
    assertFalse(directoryOf(log).equals(failed));
  }

  @Test
  void s34_directoryOutOfServiceIsToldOnceAndTheOthersGoOn() throws Exception {
    Storage storage = openTwo();
    List<PartitionLog> logs = logsInBoth(storage);
    Recorder<Path> heard = new Recorder<>();
    storage.onOffline(heard::tell);
    Path failed = failOne(storage, logs);
    heard.awaitMoreThan(0);
    assertFalse(isOnline(storage, failed));
    for (PartitionLog log : logs) {
      assertEquals(directoryOf(log).equals(failed), refusesAppends(log), log.id().toString());
    }
    assertEquals(List.of(failed), heard.soFar(), "one is told, and once");
  }

  @Test
  void s34_whoAsksLateHearsAsWell() throws Exception {
    Storage storage = openTwo();
    Path failed = failOne(storage, logsInBoth(storage));
    Recorder<Path> heard = new Recorder<>();
    storage.onOffline(heard::tell);
    heard.awaitMoreThan(0);
    assertEquals(failed, heard.soFar().getFirst());
  }

  private static boolean refusesAppends(PartitionLog log) {
    try {
      log.append(batch(log.logEndOffset(), 1, 0, 1, 20));
      return false;
    } catch (StorageException refused) {
      return true;
    }
  }
}
