package io.ringmain.kernel.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.kernel.partition.Batches;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.StubLog;
import io.ringmain.kernel.replica.StubHost;
import io.ringmain.protocol.compress.CompressionCodecs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OffsetLookupTest {
  private final StubHost host = new StubHost();
  private final OffsetLookup lookup = new OffsetLookup(CompressionCodecs.load());
  private StubLog log;
  private Partition partition;

  @BeforeEach
  void create() {
    host.createTopic("t", 1);
    log = host.storage.log("t", 0);
    partition = host.replicas.find("t", 0);
  }

  @AfterEach
  void nothingIsHeldOpen() {
    assertEquals(0, log.openSlices());
  }

  /** Records get timestamps one millisecond apart. */
  private void append(long timestamp, int records) {
    host.append("t", 0, Batches.at(timestamp, records));
  }

  private long offsetAtOrAfter(long timestamp) {
    return lookup.atOrAfter(partition, timestamp).map(OffsetLookup.Found::offset).orElse(-1L);
  }

  private long offsetOfLargest() {
    return lookup.largestTimestamp(partition).map(OffsetLookup.Found::offset).orElse(-1L);
  }

  @Test
  void findsTheRecordInsideItsBatch() {
    append(1000, 3);
    append(2000, 3);
    assertEquals(0, offsetAtOrAfter(0));
    assertEquals(2, offsetAtOrAfter(1002));
    assertEquals(3, offsetAtOrAfter(1003));
    assertEquals(5, offsetAtOrAfter(2002));
    assertEquals(-1, offsetAtOrAfter(2003));
  }

  @Test
  void passesOverRecordsBelowTheLogStart() {
    append(1000, 4);
    append(2000, 2);
    partition.upkeep().deleteRecordsBelow(2);
    assertEquals(2, offsetAtOrAfter(0));
    assertEquals(2, offsetAtOrAfter(1000));
    assertEquals(3, offsetAtOrAfter(1003));
    assertEquals(4, offsetAtOrAfter(1004));
  }

  @Test
  void looksFurtherWhereTheRecordItselfIsBelowTheLogStart() {
    append(9000, 1);
    host.append("t", 0, Batches.at(5000, 2));
    append(1000, 2);
    append(7000, 1);
    log.batchAtOrAfter(0);
    partition.upkeep().deleteRecordsBelow(2);
    // The batch that was cut through has 5001 left; 7000 is in the last.
    assertEquals(5, offsetAtOrAfter(6000));
    assertEquals(2, offsetAtOrAfter(5001));
    assertEquals(-1, offsetAtOrAfter(8000));
  }

  @Test
  void findsTheLargestTimestamp() {
    append(1000, 2);
    append(5000, 2);
    append(3000, 2);
    assertEquals(3, offsetOfLargest());
  }

  @Test
  void findsTheLargestTimestampThatIsLeft() {
    append(9000, 1);
    append(1000, 2);
    append(5000, 2);
    append(3000, 2);
    partition.upkeep().deleteRecordsBelow(1);
    assertEquals(4, offsetOfLargest());
    partition.upkeep().deleteRecordsBelow(4);
    assertEquals(4, offsetOfLargest());
    partition.upkeep().deleteRecordsBelow(5);
    assertEquals(6, offsetOfLargest());
    partition.upkeep().deleteRecordsBelow(7);
    assertEquals(-1, offsetOfLargest());
  }

  @Test
  void anEmptyLogHasNoTimestamps() {
    assertEquals(-1, offsetAtOrAfter(0));
    assertEquals(-1, offsetOfLargest());
  }
}
