package io.ringmain.testkit.tck.storage;

import static io.ringmain.testkit.tck.storage.TckBatches.batch;
import static io.ringmain.testkit.tck.storage.TckBatches.bytes;
import static io.ringmain.testkit.tck.storage.TckBatches.single;
import static io.ringmain.testkit.tck.storage.TckBatches.singles;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.testkit.tck.Leftovers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** S1 to S6: storages and logs come, go, and come back. */
abstract class LifecycleRules extends StorageCase {

  @Test
  void s1_secondStorageOnADirectoryInUseIsRefusedByName() {
    openData();
    StorageException refused = assertThrows(StorageException.class, this::openData);
    assertTrue(refused.getMessage().contains(data().getFirst().toString()), refused.getMessage());
    assertFalse(refused.kind().retriable(), "a directory in use is no retriable failure");
  }

  @Test
  void s1_oneDirectoryInUseAmongSeveralIsRefused() {
    Path other = folder.resolve("other");
    openData();
    assertThrows(StorageException.class, () -> openOn(List.of(other, data().getFirst())));
  }

  @Test
  void s2_failedOpenLetsTheOtherDirectoriesGo() {
    Path other = folder.resolve("other");
    Storage holder = openData();
    try {
      openOn(List.of(other, data().getFirst()));
    } catch (StorageException refused) {
      openLog(openOn(List.of(other))).append(single(0));
    }
    openLog(holder).append(single(0));
  }

  @Test
  void s2_failedOpenLeavesNoThreadOrFile() throws Exception {
    Path other = folder.resolve("other");
    openData();
    Leftovers leftovers = Leftovers.since();
    try {
      openOn(List.of(other, data().getFirst()));
    } catch (StorageException refused) {
      assertEquals(List.of(), leftovers.threads());
      assertEquals(List.of(), Leftovers.openFiles(other));
    }
  }

  @Test
  void s3_cleanCloseKeepsEverything() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    for (int i = 0; i < 100; i++) {
      log.append(batch(i, 1, i / 40, 1_000 + i, 100));
    }
    byte[] before = readAll(log);
    storage.close();
    PartitionLog again = openLog(openData());
    assertEquals(100, again.logEndOffset());
    assertArrayEquals(before, readAll(again));
    assertEquals(2, again.latestLeaderEpoch());
    assertEquals(80, again.endOfLeaderEpoch(1).orElseThrow().endOffset());
  }

  @Test
  void s3_cleanCloseOfALogKeepsEverything() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 50);
    log.advanceStart(7);
    log.close();
    PartitionLog again = openLog(storage);
    assertEquals(7, again.logStartOffset());
    assertEquals(50, again.logEndOffset());
    assertArrayEquals(bytes(singles(7, 50)), readAll(again));
  }

  @Test
  void s3_logsAreKnownAgainWithTheirTopicIds() {
    Set<LogId> ids = new HashSet<>();
    Storage storage = openData();
    for (int i = 0; i < 5; i++) {
      LogId id = new LogId("topic-" + i % 2, i, new UUID(9, i));
      openLog(storage, id, SMALL);
      ids.add(id);
    }
    assertEquals(ids, new HashSet<>(storage.logs()));
    storage.close();
    assertEquals(ids, new HashSet<>(openData().logs()));
  }

  @Test
  void s3_killKeepsEverythingAppended() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 30);
    log.roll();
    fill(log, 30, 60);
    PartitionLog again = reopenAfter(Crash.KILL, storage);
    assertEquals(60, again.logEndOffset());
    assertArrayEquals(bytes(singles(0, 60)), readAll(again));
    again.append(single(60));
  }

  @Test
  void s3_damagedBatchAndAllAfterItAreCutOff() throws IOException {
    Storage storage = openData();
    openLog(storage).append(singles(0, 20));
    List<Path> after = afterCrash(Crash.KILL, storage);
    assumeTrue(
        damage(after, ORDERS, bytes(single(12))),
        "the plugin's batches cannot be damaged: override damage");
    PartitionLog again = openLog(openOn(after));
    assertEquals(12, again.logEndOffset());
    assertArrayEquals(bytes(singles(0, 12)), readAll(again));
    again.append(batch(12, 1, 1, 5_000, 90));
    assertEquals(13, again.logEndOffset());
  }

  @Test
  void s3_failureOfTheMachineKeepsWhatWasDurable() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 40);
    get(log.flush());
    fill(log, 40, 60);
    long durable = log.durableOffset();
    PartitionLog again = reopenAfter(Crash.MACHINE_FAILURE, storage);
    long end = again.logEndOffset();
    assertTrue(end >= durable && end <= 60, "from " + durable + " to 60: " + end);
    assertArrayEquals(bytes(singles(0, end)), readAll(again));
  }

  @Test
  void s4_openLogCannotBeOpenedAgain() {
    Storage storage = openData();
    openLog(storage);
    assertThrows(StorageException.class, () -> openLog(storage));
  }

  @Test
  void s4_closedLogCanBeOpenedAgain() {
    Storage storage = openData();
    for (int i = 0; i < 3; i++) {
      PartitionLog log = openLog(storage);
      log.append(single(log.logEndOffset()));
      log.close();
      log.close();
    }
  }

  @Test
  void s5_deletedLogIsNotAmongTheLogsFromTheCallOn() {
    Storage storage = openData();
    LogId closed = new LogId("closed", 3, new UUID(4, 5));
    openLog(storage).append(single(0));
    openLog(storage, closed, SMALL).close();
    var deletions = List.of(storage.delete(ORDERS), storage.delete(closed));
    assertEquals(List.of(), storage.logs());
    deletions.forEach(StorageCase::get);
    storage.close();
    assertEquals(List.of(), openData().logs());
  }

  @Test
  void s5_deletedLogStaysDeletedAfterAKill() throws IOException {
    LogId kept = new LogId("kept", 0, new UUID(4, 5));
    Storage storage = openData();
    openLog(storage).append(single(0));
    openLog(storage, kept, SMALL).append(single(0));
    get(storage.delete(ORDERS));
    Storage again = openOn(afterCrash(Crash.KILL, storage));
    assertEquals(List.of(kept), again.logs());
  }

  @Test
  void s5_topicNameCanBeOpenedAnewAtOnce() {
    Storage storage = openData();
    fill(openLog(storage), 0, 3);
    var _ = storage.delete(ORDERS);
    LogId anew = new LogId(ORDERS.topic(), ORDERS.partition(), new UUID(8, 8));
    PartitionLog log = openLog(storage, anew, SMALL);
    assertEquals(0, log.logEndOffset());
    log.append(single(0));
    assertEquals(List.of(anew), storage.logs());
  }

  @Test
  void s5_slicesOfADeletedLogStayReadable() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    fill(log, 0, 5);
    LogSlice slice = held(log.read(0, 1 << 20, Long.MAX_VALUE, true));
    get(storage.delete(ORDERS));
    housekeep(storage, log);
    assertArrayEquals(bytes(singles(0, 5)), bytes(slice.buffer()));
  }

  @Test
  void s6_closeIsIdempotentAndLetsTheDirectoryGo() {
    Storage storage = openData();
    openLog(storage);
    storage.close();
    storage.close();
    openData();
  }

  @Test
  void s6_closeLeavesNoThreadMappingOrFile() throws Exception {
    Leftovers leftovers = Leftovers.since();
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    for (int i = 0; i < 100; i++) {
      log.append(single(i));
    }
    log.read(50, 1_000, Long.MAX_VALUE, true).close();
    var _ = log.flush();
    storage.close();
    assertEquals(List.of(), leftovers.threads());
    assertEquals(List.of(), Leftovers.openFiles(folder));
  }
}
