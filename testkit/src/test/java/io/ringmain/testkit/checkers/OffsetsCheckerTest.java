package io.ringmain.testkit.checkers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a broker may tell of the high watermark. */
class OffsetsCheckerTest {

  @Test
  void theHighWatermarkLiesWithinTheLog() {
    CheckedCluster cluster = new CheckedCluster(List.of(1, 2, 3));
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.tellsHighWatermark(1, 10);
    assertEquals(List.of(), cluster.broken());
    cluster.tellsHighWatermark(1, 11);
    assertEquals(List.of(3), cluster.broken());
  }

  /** An answer was on its way while a reassignment took the replica away. */
  @Test
  void aReplicaDeletedMeanwhileMayHaveToldOfWhatItHad() {
    CheckedCluster cluster = new CheckedCluster(List.of(1, 2));
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.deletes(3);
    List<Integer> before = cluster.broken();
    cluster.tellsHighWatermark(3, 10);
    assertEquals(before, cluster.broken());
  }

  @Test
  void noReplicaToldOfMoreThanItEverHad() {
    CheckedCluster cluster = new CheckedCluster(List.of(1, 2));
    cluster.appendAndAcknowledge(1, 2, 3);
    cluster.deletes(3);
    List<Integer> before = cluster.broken();
    cluster.tellsHighWatermark(3, 11);
    assertEquals(before.size() + 1, cluster.broken().size());
    assertEquals(3, cluster.broken().getLast());
  }

  @Test
  void theStartOfAReplicaDoesNotGoBack() {
    CheckedCluster cluster = RetentionTest.withTwoBatches(1);
    cluster.startsAt(1, 10);
    assertEquals(List.of(), cluster.broken());
    cluster.startsAt(1, 9);
    assertEquals(List.of(12), cluster.broken());
  }

  /** As when a reassignment takes it from a machine, and another gives it back. */
  @Test
  void theStartOfAReplicaThatWasDeletedMayBeAnywhere() {
    CheckedCluster cluster = RetentionTest.withTwoBatches(1);
    cluster.startsAt(1, 10);
    cluster.startsAt(3, 10);
    cluster.deletes(3);
    List<Integer> before = cluster.broken();
    cluster.startsAt(3, 5);
    assertEquals(before, cluster.broken());
  }
}
