package io.ringmain.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.RecordArbitraries.Entry;
import io.ringmain.protocol.record.RecordArbitraries.Producer;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Damaged bytes get a fault, never another exception, whoever reads them. */
@Domain(RecordArbitraries.class)
@Domain(DomainContext.Global.class)
class CorruptBatchProperties {
  /** The producer sets these before the CRC: base offset, length and leader epoch. */
  private static final int FIRST_BIT_UNDER_CRC = 8 * RecordBatchView.MAGIC;

  private final CompressionCodecs codecs = CompressionCodecs.builtIn();
  private final BatchValidator validator = new BatchValidator(codecs);
  private final RecordIterator iterator = RecordIterator.readingContents(codecs);
  private final RecordBatches batches = new RecordBatches();

  @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
  void everyFlippedBitUnderTheCrcIsFound(
      @ForAll("compressions") CompressionType compression,
      @ForAll Producer producer,
      @ForAll List<Entry> entries,
      @ForAll("numbers") int number) {
    ByteBuffer batch = KafkaRecords.write(0, compression, producer, entries);
    int bit = FIRST_BIT_UNDER_CRC + number % (8 * batch.limit() - FIRST_BIT_UNDER_CRC);
    batch.put(bit / 8, (byte) (batch.get(bit / 8) ^ 1 << bit % 8));

    assertNotEquals(BatchFault.NONE, validate(batch));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void everyCutIsFound(
      @ForAll("compressions") CompressionType compression,
      @ForAll List<Entry> entries,
      @ForAll("numbers") int number) {
    ByteBuffer batch = KafkaRecords.write(0, compression, Producer.NONE, entries);
    batch.limit(number % batch.limit());

    assertNotEquals(BatchFault.NONE, validate(batch));
    assertFalse(batches.wrap(batch).next());
    assertEquals(0, batches.position());
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void randomBytesAreNoBatch(@ForAll @Size(max = 200) byte[] bytes) {
    assertNotEquals(BatchFault.NONE, validate(ByteBuffer.wrap(bytes)));
  }

  /** With its CRC made right again, damage meets the readers behind the CRC check. */
  @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
  void readersOfDamagedRecordsThrowNothingElse(
      @ForAll("compressions") CompressionType compression,
      @ForAll List<Entry> entries,
      @ForAll("numbers") int number,
      @ForAll("numbers") int other,
      @ForAll byte value) {
    ByteBuffer batch = KafkaRecords.write(0, compression, Producer.NONE, entries);
    int from = RecordBatchView.ATTRIBUTES;
    batch.put(from + number % (batch.limit() - from), value);
    batch.put(from + other % (batch.limit() - from), value);
    new RecordBatchView().wrap(batch, 0).updateCrc();

    validate(batch);
    try {
      KafkaRecords.readOurs(batch, iterator);
    } catch (InvalidRecordsException e) {
      assertNotEquals(BatchFault.NONE, e.fault());
    }
  }

  @Provide
  Arbitrary<CompressionType> compressions() {
    return Arbitraries.of(CompressionType.class).filter(codecs::has);
  }

  @Provide
  Arbitrary<Integer> numbers() {
    return Arbitraries.integers()
        .between(0, 1_000_000)
        .withDistribution(RandomDistribution.uniform());
  }

  private BatchFault validate(ByteBuffer bytes) {
    return validator.validate(
        bytes, bytes.position(), bytes.limit(), BatchRules.DEFAULTS, 1_700_000_400_000L);
  }
}
