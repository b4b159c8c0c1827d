package io.ringmain.testkit.checkers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What brokers may delete by themselves. */
class RetentionTest {

  /** Three brokers that keep so many bytes of a log at least. */
  private static CheckedCluster keeping(long bytes) {
    return new CheckedCluster(CheckedCluster.LOG, List.of(1, 2, 3), new Retention(-1, bytes));
  }

  /** The same with two batches, of the offsets 0 to 9 and 10 to 19. */
  static CheckedCluster withTwoBatches(long bytes) {
    CheckedCluster cluster = keeping(bytes);
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.appendAndAcknowledge(1, 2, 3);
    return cluster;
  }

  @Test
  void theOldestMayGoWhenTheOthersAreEnough() {
    CheckedCluster cluster = withTwoBatches(1);
    cluster.startsAt(1, 10);
    assertEquals(List.of(), cluster.broken());
  }

  @Test
  void nothingMayGoWhenTheOthersAreNotEnough() {
    CheckedCluster cluster = withTwoBatches(1_000_000);
    cluster.startsAt(1, 10);
    assertEquals(List.of(37), cluster.broken());
  }

  /** Which has too little by itself, as long as it has not fetched the rest. */
  @Test
  void aFollowerDeletesWhatItsLeaderHasDeleted() {
    CheckedCluster cluster = keeping(1);
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.appendAndAcknowledge(1, 2);
    cluster.startsAt(1, 10);
    cluster.startsAt(3, 10);
    assertEquals(List.of(), cluster.broken());
  }

  @Test
  void aFollowerDeletesNoMoreThanItsLeader() {
    CheckedCluster cluster = withTwoBatches(1);
    cluster.startsAt(1, 10);
    cluster.startsAt(3, 20);
    assertEquals(List.of(37), cluster.broken());
  }
}
