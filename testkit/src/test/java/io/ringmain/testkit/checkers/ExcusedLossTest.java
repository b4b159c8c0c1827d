package io.ringmain.testkit.checkers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.protocol.stored.BrokerRegistrationChangeRecord;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which losses of committed records Invariant 1 excuses, and which it does not. */
class ExcusedLossTest {
  private static final int LEADER_STAYS = -2;

  @Test
  void whatTheLastReplicaInSyncLosesWithItsMachineIsExcused() {
    CheckedCluster cluster = new CheckedCluster(List.of(1));
    cluster.appendAndAcknowledge(1, 2);
    cluster.losesAll(1);
    assertEquals(List.of(), cluster.broken());
  }

  @Test
  void whatAnotherReplicaInSyncHasIsNotLost() {
    CheckedCluster cluster = new CheckedCluster(List.of(1, 2));
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.losesAll(1);
    cluster.decide(2, List.of(2));
    assertEquals(List.of(), cluster.broken());
  }

  @Test
  void theLossOfOneAndTheDeathOfTheOthersIsExcused() {
    CheckedCluster cluster = new CheckedCluster(List.of(1, 2));
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.losesAll(1);
    cluster.dies(2);
    cluster.decide(1, List.of(1));
    assertEquals(List.of(), cluster.broken());
  }

  @Test
  void theLossOfOneAndTheFencingOfTheOthersIsExcused() {
    CheckedCluster cluster = new CheckedCluster(List.of(1, 2));
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.losesAll(1);
    cluster.decide(new BrokerRegistrationChangeRecord().brokerId(2).fenced((byte) 1));
    cluster.decide(1, List.of(1));
    assertEquals(List.of(), cluster.broken());
  }

  @Test
  void theLossOfOneAndTheFailedDirectoriesOfTheOthersIsExcused() {
    CheckedCluster cluster = new CheckedCluster(List.of(1, 2));
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.losesAll(1);
    cluster.decide(
        new PartitionChangeRecord()
            .topicId(CheckedCluster.LOG.topicId())
            .partitionId(0)
            .isr(List.of(1))
            .leader(1)
            .directories(List.of(new UUID(0, 0), new UUID(0, 1), new UUID(0, 0))));
    assertEquals(List.of(), cluster.broken());
  }

  @Test
  void aReplicaThatHasItIsNotDroppedForOneThatLostIt() {
    CheckedCluster cluster = new CheckedCluster(List.of(1, 2));
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.losesAll(1);
    cluster.decide(LEADER_STAYS, List.of(1));
    assertEquals(List.of(1), cluster.broken());
  }

  @Test
  void aReplicaThatHasItIsNotDroppedByAnElection() {
    CheckedCluster cluster = new CheckedCluster(List.of(1, 2, 3));
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.losesAll(1);
    cluster.dies(2);
    cluster.decide(1, List.of(1));
    assertEquals(List.of(1), cluster.broken());
  }
}
