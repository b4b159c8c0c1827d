package io.ringmain.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.RecordArbitraries.Entry;
import io.ringmain.protocol.record.RecordArbitraries.Producer;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** The short way through the records finds what the long one finds, or leaves it to that. */
@Domain(RecordArbitraries.class)
@Domain(DomainContext.Global.class)
class RecordScanProperties {
  private final RecordScan scan = new RecordScan();
  private final RecordIterator iterator =
      RecordIterator.skippingContents(CompressionCodecs.builtIn());
  private final RecordBatchView batch = new RecordBatchView();

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void undamagedRecordsNeedNoOtherLook(@ForAll List<Entry> entries) {
    batch.wrap(offHeap(KafkaRecords.write(0, CompressionType.NONE, Producer.NONE, entries)), 0);

    Assume.that(!hasVastTimestampDeltas(entries));
    assertTrue(scan.scan(batch));
    assertEquals(entries.stream().allMatch(entry -> entry.key() != null), scan.allHaveKeys());
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
  void damagedRecordsAreSeenAsTheIteratorSeesThem(
      @ForAll List<Entry> entries,
      @ForAll("numbers") int number,
      @ForAll("numbers") int other,
      @ForAll byte value) {
    ByteBuffer bytes = KafkaRecords.write(0, CompressionType.NONE, Producer.NONE, entries);
    int records = bytes.limit() - RecordBatchView.HEADER_BYTES;
    bytes.put(RecordBatchView.HEADER_BYTES + number % records, value);
    bytes.put(RecordBatchView.HEADER_BYTES + other % records, value);
    assertSameAsIterator(bytes);
    assertSameAsIterator(offHeap(bytes));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void anotherCountThanTheRecordsIsLeftToTheIterator(
      @ForAll List<Entry> entries, @ForAll("numbers") int number) {
    ByteBuffer bytes = KafkaRecords.write(0, CompressionType.NONE, Producer.NONE, entries);
    bytes.putInt(RecordBatchView.RECORDS_COUNT, number % 25);

    assertSameAsIterator(bytes);
  }

  private void assertSameAsIterator(ByteBuffer bytes) {
    batch.wrap(bytes, 0);
    long base = batch.baseTimestamp();
    if (base > Long.MAX_VALUE >> 1 || !scan.scan(batch)) {
      return;
    }
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    boolean offsetsFollow = true;
    boolean allHaveKeys = true;
    RecordIterator records = iterator.wrap(batch);
    for (int index = 0; records.next(); index++) {
      RecordView record = records.current();
      oldest = Math.min(oldest, record.timestamp());
      newest = Math.max(newest, record.timestamp());
      offsetsFollow &= record.offsetDelta() == index;
      allHaveKeys &= record.hasKey();
    }
    if (batch.recordsCount() > 0) {
      assertEquals(oldest, base + scan.smallestTimestampDelta());
      assertEquals(newest, base + scan.largestTimestampDelta());
    }
    assertEquals(offsetsFollow, scan.offsetsFollow());
    assertEquals(allHaveKeys, scan.allHaveKeys());
  }

  private static boolean hasVastTimestampDeltas(List<Entry> entries) {
    long first = entries.getFirst().timestamp();
    return entries.stream().anyMatch(entry -> Math.abs(entry.timestamp() - first) >= 1L << 54);
  }

  private static ByteBuffer offHeap(ByteBuffer bytes) {
    return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.duplicate()).flip();
  }

  @Provide
  Arbitrary<Integer> numbers() {
    return Arbitraries.integers()
        .between(0, 1_000_000)
        .withDistribution(RandomDistribution.uniform());
  }
}
