package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Three segments of one batch each, with timestamps 1000, 2000 and 3000; the last one is active.
 */
class RetentionTest {
  private static final long BATCH_BYTES = Batches.at(1_000, 1).remaining();

  private final StubLog log = new StubLog();
  private final PartitionFixture fixture = new PartitionFixture(log, Map.of(), false);

  RetentionTest() {
    fixture.produce(Batches.at(1_000, 1));
    log.roll();
    fixture.produce(Batches.at(2_000, 1));
    log.roll();
    fixture.produce(Batches.at(3_000, 1));
  }

  private OptionalLong newLogStart(Map<String, String> config, long highWatermark, long nowMs) {
    return Retention.newLogStart(log, PartitionFixture.config(config), highWatermark, nowMs);
  }

  @Test
  void keepsWhatIsYoungEnough() {
    assertEquals(OptionalLong.empty(), newLogStart(Map.of("retention.ms", "500"), 3, 1_500));
    assertEquals(OptionalLong.of(1), newLogStart(Map.of("retention.ms", "500"), 3, 1_501));
    assertEquals(OptionalLong.of(2), newLogStart(Map.of("retention.ms", "500"), 3, 2_501));
  }

  @Test
  void rollsAnActiveSegmentThatIsTooOldAsAWhole() {
    assertEquals(OptionalLong.of(3), newLogStart(Map.of("retention.ms", "500"), 3, 9_000));
    assertEquals(4, log.segments().size());
    log.advanceStart(3);
    assertEquals(1, log.segments().size());
    assertEquals(OptionalLong.empty(), newLogStart(Map.of("retention.ms", "500"), 3, 9_000));
  }

  @Test
  void stopsAtTheHighWatermark() {
    assertEquals(OptionalLong.of(1), newLogStart(Map.of("retention.ms", "500"), 1, 9_000));
    assertEquals(OptionalLong.empty(), newLogStart(Map.of("retention.ms", "500"), 0, 9_000));
    assertEquals(OptionalLong.of(1), newLogStart(bytes(0), 1, 0));
  }

  @Test
  void keepsForEverWithoutLimits() {
    Map<String, String> unlimited = Map.of("retention.ms", "-1", "retention.bytes", "-1");
    assertEquals(OptionalLong.empty(), newLogStart(unlimited, 3, Long.MAX_VALUE));
  }

  @Test
  void keepsAtLeastRetentionBytes() {
    assertEquals(OptionalLong.empty(), newLogStart(bytes(3 * BATCH_BYTES), 3, 0));
    assertEquals(OptionalLong.empty(), newLogStart(bytes(2 * BATCH_BYTES + 1), 3, 0));
    assertEquals(OptionalLong.of(1), newLogStart(bytes(2 * BATCH_BYTES), 3, 0));
    assertEquals(OptionalLong.of(2), newLogStart(bytes(1 * BATCH_BYTES), 3, 0));
  }

  @Test
  void keepsNothingWhereNothingIsToBeKept() {
    assertEquals(OptionalLong.of(3), newLogStart(bytes(0), 3, 0));
  }

  @Test
  void doesNotDeleteFromACompactedTopic() {
    Map<String, String> compacted = Map.of("cleanup.policy", "compact", "retention.ms", "1");
    assertEquals(OptionalLong.empty(), newLogStart(compacted, 3, 9_000));
  }

  @Test
  void aPartitionAppliesItAndReadsOn() {
    PartitionFixture young =
        new PartitionFixture(log.reopened(), Map.of("retention.ms", "500"), false);
    young.partition.upkeep().retain(2_501, 1_000_000);
    assertEquals(2, young.partition.logStartOffset());
    try (var slice = young.partition.reads().read(2, 1_000, true)) {
      assertTrue(slice.sizeBytes() > 0);
    }
  }

  private static Map<String, String> bytes(long bytes) {
    return Map.of("retention.ms", "-1", "retention.bytes", Long.toString(bytes));
  }
}
