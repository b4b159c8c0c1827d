package io.ringmain.testkit.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.ApiKey;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What docs/scale.md says of clusters in general, of small ones: the same brokers, with partitions
 * and with three times as many.
 */
class ScaleTest {
  private static final int LARGEST_NODE_BYTES = 512 << 10;

  /** A change names the partition, by 16 bytes of topic id, its in-sync replicas and its leader. */
  private static final int CHANGE_BYTES = 64;

  private static ScaleResult few;
  private static ScaleResult many;

  @BeforeAll
  static void run() {
    few = ScaleRun.run(new ScalePlan(1, 9, 3, 3, 100, 3), _ -> {});
    many = ScaleRun.run(new ScalePlan(1, 9, 3, 9, 100, 3), _ -> {});
  }

  private static void assertDoesNotGrow(String phase, Count count) {
    assertDoesNotGrow(
        phase + ", " + count.words(),
        few.phase(phase).counts().of(count),
        many.phase(phase).counts().of(count));
  }

  /** All but those that wait for the controller's next look at who leads, sooner or later. */
  private static List<Phase> phasesOfWork() {
    return many.phases().stream()
        .filter(phase ->
            !phase.name().equals(ScaleRun.BALANCE) && !phase.name().equals(ScaleRun.BALANCE_AGAIN))
        .toList();
  }

  /** Chance orders things otherwise with more partitions, so a tenth more or less says nothing. */
  private static void assertDoesNotGrow(String what, long fewer, long more) {
    assertTrue(more <= fewer + fewer / 10 + 2, () -> what + ": " + fewer + " became " + more);
  }

  @Test
  void anIdleClusterAsksForTheSameHoweverManyPartitionsItHas() {
    assertDoesNotGrow(ScaleRun.IDLE, Count.REQUESTS);
    assertDoesNotGrow(ScaleRun.IDLE, Count.REQUEST_BYTES);
    assertDoesNotGrow(ScaleRun.IDLE, Count.RESPONSE_BYTES);
    assertDoesNotGrow(ScaleRun.IDLE, Count.READS);
    assertDoesNotGrow(ScaleRun.IDLE, Count.LISTS);
    assertEquals(0, many.phase(ScaleRun.IDLE).counts().of(Count.COMMITS));
    assertEquals(0, many.phase(ScaleRun.IDLE).counts().of(Count.WATCHES_TOLD));
  }

  @Test
  void theStoreIsAskedForTheSameHoweverManyPartitionsChange() {
    for (Phase phase : phasesOfWork()) {
      assertDoesNotGrow(phase.name(), Count.COMMITS);
      assertDoesNotGrow(phase.name(), Count.LOG_NODES);
      assertDoesNotGrow(phase.name(), Count.READS);
      assertDoesNotGrow(phase.name(), Count.WATCHES_SET);
      assertDoesNotGrow(
          phase.name() + ", watches told to each broker",
          few.phase(phase.name()).counts().of(Count.WATCHES_TOLD) / few.plan().brokers(),
          phase.counts().of(Count.WATCHES_TOLD) / many.plan().brokers());
    }
  }

  @Test
  void brokersAskOneAnotherForTheSameHoweverManyPartitionsChange() {
    for (Phase phase : phasesOfWork()) {
      assertDoesNotGrow(
          phase.name() + ", heartbeats",
          few.phase(phase.name()).counts().of(ApiKey.BROKER_HEARTBEAT),
          phase.counts().of(ApiKey.BROKER_HEARTBEAT));
    }
    assertDoesNotGrow(ScaleRun.ROLL, Count.REQUESTS);
  }

  @Test
  void aChangeOfAPartitionIsAFewBytesOfMetadata() {
    for (Phase phase : many.phases()) {
      long changes = phase.counts().of(Count.PARTITION_CHANGES);
      if (changes > many.plan().partitions() / 2) {
        long bytes = phase.counts().of(Count.LOG_BYTES) / changes;
        assertTrue(bytes <= 2 * CHANGE_BYTES, () -> phase.name() + ": " + bytes + " bytes each");
      }
    }
    Counts lost = many.phase(ScaleRun.LOSE_RACK).counts();
    assertEquals(many.plan().partitions(), lost.of(Count.PARTITION_CHANGES));
    assertTrue(lost.of(Count.LOG_BYTES) <= lost.of(Count.PARTITION_CHANGES) * CHANGE_BYTES);
  }

  @Test
  void leadersAndControllersAreReplacedAsSoon() {
    assertDoesNotGrow("controller elected to its first write", few.takeoverMs(), many.takeoverMs());
    assertDoesNotGrow(
        "rack lost to the last new leader",
        few.phase(ScaleRun.LOSE_RACK).virtualMs(),
        many.phase(ScaleRun.LOSE_RACK).virtualMs());
  }

  @Test
  void noNodeIsTooLargeForAnyStore() {
    assertTrue(
        many.largestNodeBytes() <= LARGEST_NODE_BYTES,
        () -> "a node had " + many.largestNodeBytes() + " bytes");
  }

  @Test
  void noTwoReplicasAreInOneRack() {
    assertEquals(List.of(), many.crowded());
  }
}
