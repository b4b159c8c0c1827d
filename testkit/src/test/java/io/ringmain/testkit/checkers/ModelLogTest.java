package io.ringmain.testkit.checkers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What is known of one replica's log. */
class ModelLogTest {
  private final ModelLog log = new ModelLog("b1", CheckedCluster.LOG);

  private static ModelBatch batch(long baseOffset, long lastOffset) {
    return new ModelBatch(baseOffset, lastOffset, 0, 7, 1, 1, -1, (short) -1, -1, 0, 100);
  }

  @Test
  void aDamagedBatchIsThereUntilAllOfItIsDeleted() {
    log.add(batch(0, 4));
    log.add(batch(5, 9));
    log.damage(0);
    log.startAt(3);
    assertTrue(log.isDamagedAt(0), "the log starts within it");
    assertEquals(1, log.startAt(5).size());
    assertFalse(log.isDamaged());
    assertTrue(log.wasDamaged());
  }
}
