package io.ringmain.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.KafkaValidation.Outcome;
import io.ringmain.protocol.record.RecordArbitraries.Entry;
import io.ringmain.protocol.record.RecordArbitraries.Producer;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Good or bad, a batch gets the verdict that Kafka's own log validator gives. */
@Domain(RecordArbitraries.class)
@Domain(DomainContext.Global.class)
class BatchValidatorOracleProperties {
  private static final long NOW_MS = 1_700_000_400_000L;

  private final CompressionCodecs codecs = CompressionCodecs.load();
  private final BatchValidator validator = new BatchValidator(codecs);
  private final BatchRewriter rewriter = new BatchRewriter(codecs);

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void judgesUndamagedBatchesAsKafkaDoes(
      @ForAll("compressions") CompressionType compression,
      @ForAll("rules") BatchRules rules,
      @ForAll Producer producer,
      @ForAll List<Entry> entries) {
    ByteBuffer batch = KafkaRecords.write(0, compression, producer, entries);
    assertSameVerdict(batch, rules);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void judgesChangedHeadersAsKafkaDoes(
      @ForAll("compressions") CompressionType compression,
      @ForAll("rules") BatchRules rules,
      @ForAll Producer producer,
      @ForAll List<Entry> entries,
      @ForAll("headerPositions") int position,
      @ForAll byte value,
      @ForAll boolean withCrc) {
    ByteBuffer batch = KafkaRecords.write(0, compression, producer, entries);
    batch.put(position, value);
    RecordBatchView view = new RecordBatchView().wrap(batch, 0);
    if (withCrc && view.isComplete()) {
      view.updateCrc();
    }
    assertSameVerdict(batch, rules);
  }

  @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
  void judgesChangedRecordsAsKafkaDoes(
      @ForAll("compressions") CompressionType compression,
      @ForAll("rules") BatchRules rules,
      @ForAll List<Entry> entries,
      @ForAll("positions") int position,
      @ForAll byte value) {
    ByteBuffer batch = KafkaRecords.write(0, compression, Producer.NONE, entries);
    int records = batch.limit() - RecordBatchView.HEADER_BYTES;
    batch.put(RecordBatchView.HEADER_BYTES + position % records, value);
    new RecordBatchView().wrap(batch, 0).updateCrc();
    // Where Kafka skips through a compressed record it does not notice lengths that disagree, and
    // its LZ4 reads matches of distance 0.
    boolean mayBeStricter =
        compression != CompressionType.NONE
            && validator.validate(copy(batch), 0, batch.limit(), rules, NOW_MS)
                == BatchFault.INVALID_RECORD
            && validator.recordFaults().isEmpty();
    if (!mayBeStricter) {
      assertSameVerdict(batch, rules);
    }
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void judgesCutAndDoubledBatchesAsKafkaDoes(
      @ForAll("compressions") CompressionType compression,
      @ForAll List<Entry> entries,
      @ForAll("positions") int length) {
    ByteBuffer batch = KafkaRecords.write(0, compression, Producer.NONE, entries);
    ByteBuffer twice = ByteBuffer.allocate(2 * batch.limit());
    twice.put(batch.duplicate()).put(batch.duplicate()).flip().limit(length % twice.capacity());
    assertSameVerdict(twice, BatchRules.DEFAULTS);
  }

  @Provide
  Arbitrary<CompressionType> compressions() {
    return Arbitraries.of(CompressionType.class).filter(codecs::has);
  }

  @Provide
  Arbitrary<BatchRules> rules() {
    Arbitrary<Long> limits = Arbitraries.of(Long.MAX_VALUE, 3_600_000L, 100_000L, 0L);
    return Combinators.combine(
            Arbitraries.of(100, 1_000, 1_048_588),
            Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(false)), Tuple.of(1, Arbitraries.just(true))),
            Arbitraries.of(TimestampType.class),
            limits,
            limits,
            compressions().optional(),
            Arbitraries.of(50, 1_000, RecordIterator.UNLIMITED_RECORD_BYTES))
        .as((maxBytes, compacted, type, before, after, compression, maxRecordBytes) -> {
          BatchRules rules =
              BatchRules.DEFAULTS
                  .withMaxMessageBytes(maxBytes)
                  .withCompacted(compacted)
                  .withTimestamps(type, before, after)
                  .withMaxRecordBytes(maxRecordBytes);
          return compression.isEmpty()
              ? rules
              : rules.withCompression(compression.get(), CompressionCodec.DEFAULT_LEVEL);
        });
  }

  @Provide
  Arbitrary<Integer> headerPositions() {
    return Arbitraries.integers().between(0, RecordBatchView.HEADER_BYTES - 1);
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, 10_000).withDistribution(RandomDistribution.uniform());
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.duplicate()).flip();
  }

  private void assertSameVerdict(ByteBuffer bytes, BatchRules rules) {
    ByteBuffer forKafka = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    ByteBuffer ours = copy(bytes);
    RecordBatchView view = validator.batch();
    Outcome kafka = KafkaValidation.validate(forKafka, rules, NOW_MS);

    BatchFault fault = validator.validate(ours, 0, ours.limit(), rules, NOW_MS);

    if (kafka.fault().isEmpty()) {
      // Kafka's builder fails on odd timestamps and producer fields that ours copies.
      assertTrue(fault != BatchFault.NONE || validator.needsRewrite());
    } else if (isStricterOnPurpose(fault, view)) {
      Assume.that(false);
    } else {
      assertEquals(kafka.fault().get(), fault, validator.message());
    }
    if (fault == BatchFault.NONE && kafka.batch().isPresent()) {
      assertSameResult(kafka.batch().get(), view, rules);
    }
  }

  /** Kafka lets producers set these to what cannot be meant; no client of Kafka's does. */
  private static boolean isStricterOnPurpose(BatchFault fault, RecordBatchView view) {
    return fault == BatchFault.INVALID_RECORD
        && view.isComplete()
        && ((view.isTransactional() && !view.hasProducerId())
            || (view.hasProducerId() && view.producerEpoch() < 0));
  }

  private void assertSameResult(ByteBuffer kafka, RecordBatchView view, BatchRules rules) {
    if (!validator.needsRewrite()) {
      // The leader epoch is set at append; bytes of an unfinished second batch are cut off then.
      view.partitionLeaderEpoch(RecordBatchView.NO_LEADER_EPOCH);
      assertEquals(kafka.slice(0, view.sizeBytes()), view.buffer().slice(0, view.sizeBytes()));
      return;
    }
    ByteBuffer rewritten;
    try {
      rewritten = rewriter.rewrite(view, rules, NOW_MS);
    } catch (InvalidRecordsException e) {
      assertEquals(BatchFault.MESSAGE_TOO_LARGE, e.fault());
      return;
    }
    if (view.recordsCount() == KafkaRecords.read(kafka).size()) {
      assertEquals(
          KafkaRecords.read(kafka).stream().map(line -> line.substring(line.indexOf('@'))).toList(),
          KafkaRecords.read(rewritten).stream()
              .map(line -> line.substring(line.indexOf('@')))
              .toList());
    }
  }
}
