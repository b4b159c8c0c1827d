package io.ringmain.testkit.tck.storage;

import static io.ringmain.testkit.tck.storage.TckBatches.bytes;
import static io.ringmain.testkit.tck.storage.TckBatches.single;
import static io.ringmain.testkit.tck.storage.TckBatches.singles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.storage.FutureLogs;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** S35 to S38: logs that take the place of others in other directories. */
abstract class FutureLogRules extends DirectoryRules {

  private static FutureLogs futures(Storage storage) {
    Optional<FutureLogs> futures = storage.futureLogs();
    assumeTrue(futures.isPresent(), "the plugin cannot move logs between its directories");
    return futures.orElseThrow();
  }

  /** The directory that a log is not in. */
  private static Path other(Storage storage, PartitionLog log) {
    return storage.directories().stream()
        .map(directory -> directory.path())
        .filter(path -> !path.equals(directoryOf(log)))
        .findFirst()
        .orElseThrow();
  }

  /** Twenty batches in the log and the first ten in its future one. */
  private PartitionLog halfMoved(Storage storage) {
    PartitionLog log = openLog(storage);
    fill(log, 0, 20);
    PartitionLog future = get(futures(storage).open(ORDERS, SMALL, other(storage, log)));
    fill(future, 0, 10);
    return future;
  }

  private static void promote(Storage storage) {
    FutureLogs futures = futures(storage);
    boolean promoted = futures.promote(ORDERS);
    while (!promoted) {
      Thread.onSpinWait();
      promoted = futures.promote(ORDERS);
    }
  }

  @Test
  void s35_futureLogIsFoundAgainAfterARestart() {
    Storage storage = openTwo();
    Path where = directoryOf(halfMoved(storage));
    assertEquals(Map.of(ORDERS, where), futures(storage).directories());
    storage.close();
    Storage again = openOn(twoDirectories());
    assertEquals(List.of(ORDERS), again.logs());
    assertEquals(Map.of(ORDERS, where), futures(again).directories());
    assertEquals(20, openLog(again).logEndOffset());
    PartitionLog future = get(futures(again).open(ORDERS, SMALL, where));
    assertArrayEquals(bytes(singles(0, 10)), readAll(future));
  }

  @Test
  void s36_futureLogKeepsApartFromTheLog() {
    Storage storage = openTwo();
    PartitionLog future = halfMoved(storage);
    assertEquals(List.of(ORDERS), storage.logs());
    assertEquals(ORDERS, future.id());
    future.truncateTo(5);
    assertEquals(5, future.logEndOffset());
    storage.close();
    assertEquals(20, openLog(openOn(twoDirectories())).logEndOffset());
  }

  @Test
  void s36_oneFutureLogInAnotherDirectory() {
    Storage storage = openTwo();
    PartitionLog log = openLog(storage);
    FutureLogs futures = futures(storage);
    assertRefused(futures, directoryOf(log));
    assertRefused(futures, folder.resolve("no-directory-of-this-storage"));
    get(futures.open(ORDERS, SMALL, other(storage, log)));
    assertRefused(futures, other(storage, log));
  }

  private static void assertRefused(FutureLogs futures, Path directory) {
    assertThrows(
        StorageException.class, () -> get(futures.open(ORDERS, SMALL, directory)), "" + directory);
  }

  @Test
  void s37_promotedLogIsTheLog() {
    Storage storage = openTwo();
    PartitionLog log = openLog(storage);
    fill(log, 0, 20);
    LogSlice slice = held(log.read(3, 1, Long.MAX_VALUE, true));
    PartitionLog future = get(futures(storage).open(ORDERS, SMALL, other(storage, log)));
    fill(future, 0, 20);
    promote(storage);
    future.append(single(20));
    assertEquals(Map.of(), futures(storage).directories());
    assertEquals(List.of(ORDERS), storage.logs());
    assertArrayEquals(bytes(single(3)), bytes(slice));
    Path where = directoryOf(future);
    storage.close();
    PartitionLog again = openLog(openOn(twoDirectories()));
    assertEquals(where, directoryOf(again));
    assertArrayEquals(bytes(singles(0, 21)), readAll(again));
  }

  @Test
  void s37_promotedLogOutlivesAKill() throws IOException {
    Storage storage = openTwo();
    PartitionLog future = halfMoved(storage);
    fill(future, 10, 30);
    promote(storage);
    List<Path> after = crash(Crash.KILL, storage, twoDirectories()).orElse(List.of());
    assumeTrue(!after.isEmpty(), "the plugin cannot be made to crash: override crash");
    Storage again = openOn(after);
    assertArrayEquals(bytes(singles(0, 30)), readAll(openLog(again)));
    assertEquals(Map.of(), futures(again).directories());
  }

  @Test
  void s38_deletedFutureLogIsGone() {
    Storage storage = openTwo();
    Path where = directoryOf(halfMoved(storage));
    get(futures(storage).delete(ORDERS));
    get(futures(storage).delete(ORDERS));
    assertEquals(Map.of(), futures(storage).directories());
    PartitionLog anew = get(futures(storage).open(ORDERS, SMALL, where));
    assertEquals(0, anew.logEndOffset());
    get(futures(storage).delete(ORDERS));
    storage.close();
    Storage again = openOn(twoDirectories());
    assertEquals(Map.of(), futures(again).directories());
    assertTrue(again.logs().contains(ORDERS));
    assertArrayEquals(bytes(singles(0, 20)), readAll(openLog(again)));
  }

  @Test
  void s5_futureLogOfADeletedLogIsGone() {
    Storage storage = openTwo();
    halfMoved(storage);
    get(storage.delete(ORDERS));
    assertEquals(Map.of(), futures(storage).directories());
  }
}
