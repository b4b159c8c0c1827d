package io.ringmain.testkit.tck.storage;

import static io.ringmain.testkit.tck.storage.TckBatches.batch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** S19 and S20: where leader epochs begin and end. */
abstract class LeaderEpochRules extends ReadingRules {

  @Test
  void s19_leaderEpochBeginsAtTheLogEnd() {
    PartitionLog log = newLog();
    assertEquals(-1, log.latestLeaderEpoch());
    log.append(batch(0, 4, 1, 1, 100));
    log.startLeaderEpoch(3);
    log.append(batch(4, 2, 3, 1, 100));
    assertEquals(3, log.latestLeaderEpoch());
    assertEquals(4, log.endOfLeaderEpoch(1).orElseThrow().endOffset());
  }

  @Test
  void s19_leaderEpochNotAboveTheLatestIsIgnored() {
    PartitionLog log = newLog();
    log.append(batch(0, 4, 5, 1, 100));
    log.startLeaderEpoch(4);
    log.startLeaderEpoch(5);
    assertEquals(5, log.latestLeaderEpoch());
    assertEquals(Optional.empty(), log.endOfLeaderEpoch(4));
    assertEquals(4, log.endOfLeaderEpoch(5).orElseThrow().endOffset());
  }

  @Test
  void s19_emptyLeaderEpochGivesWayToTheNextAtTheSameOffset() {
    PartitionLog log = newLog();
    log.append(batch(0, 4, 1, 1, 100));
    log.startLeaderEpoch(2);
    log.startLeaderEpoch(6);
    assertEquals(4, log.endOfLeaderEpoch(1).orElseThrow().endOffset());
    assertFalse(knows(log, 2));
    log.append(batch(4, 1, 7, 1, 100));
    assertEquals(4, log.endOfLeaderEpoch(1).orElseThrow().endOffset());
    assertFalse(knows(log, 6));
    assertEquals(7, log.latestLeaderEpoch());
  }

  private static boolean knows(PartitionLog log, int leaderEpoch) {
    return log.endOfLeaderEpoch(leaderEpoch)
        .filter(found -> found.leaderEpoch() == leaderEpoch)
        .isPresent();
  }

  @Test
  void s19_leaderEpochsOutliveARestart() {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    log.append(batch(0, 4, 1, 1, 100));
    log.startLeaderEpoch(3);
    storage.close();
    PartitionLog again = openLog(openData());
    assertEquals(3, again.latestLeaderEpoch());
    assertEquals(4, again.endOfLeaderEpoch(1).orElseThrow().endOffset());
  }

  @Test
  void s19_leaderEpochsOfBatchesOutliveAKill() throws IOException {
    Storage storage = openData();
    PartitionLog log = openLog(storage);
    log.append(batch(0, 4, 1, 1, 100));
    log.append(batch(4, 4, 3, 1, 100));
    PartitionLog again = reopenAfter(Crash.KILL, storage);
    assertEquals(3, again.latestLeaderEpoch());
    assertEquals(4, again.endOfLeaderEpoch(1).orElseThrow().endOffset());
  }

  @Test
  void s20_answerIsTheLargestLeaderEpochNotAboveTheOneAskedFor() {
    PartitionLog log = newLog();
    assertEquals(Optional.empty(), log.endOfLeaderEpoch(0));
    log.append(batch(0, 4, 2, 1, 100));
    log.append(batch(4, 3, 5, 1, 100));
    log.append(batch(7, 1, 9, 1, 100));
    assertEquals(Optional.empty(), log.endOfLeaderEpoch(1));
    assertEquals(new LeaderEpochEnd(2, 4), log.endOfLeaderEpoch(2).orElseThrow());
    assertEquals(new LeaderEpochEnd(2, 4), log.endOfLeaderEpoch(4).orElseThrow());
    assertEquals(new LeaderEpochEnd(5, 7), log.endOfLeaderEpoch(8).orElseThrow());
  }

  @Test
  void s20_latestLeaderEpochEndsAtTheLogEnd() {
    PartitionLog log = newLog();
    log.append(batch(0, 4, 2, 1, 100));
    log.append(batch(4, 4, 2, 1, 100));
    assertEquals(new LeaderEpochEnd(2, 8), log.endOfLeaderEpoch(2).orElseThrow());
    assertEquals(new LeaderEpochEnd(2, 8), log.endOfLeaderEpoch(100).orElseThrow());
  }
}
