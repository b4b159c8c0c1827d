package io.ringmain.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringmain.protocol.compress.CompressionCodec;
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
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** What Kafka writes we read, and what we write Kafka reads, whatever the compression. */
@Domain(RecordArbitraries.class)
@Domain(DomainContext.Global.class)
class RecordOracleProperties {
  private final CompressionCodecs codecs = CompressionCodecs.load();
  private final RecordIterator iterator = RecordIterator.readingContents(codecs);
  private final RecordIterator skipping = RecordIterator.skippingContents(codecs);
  private final RecordBatchBuilder builder = new RecordBatchBuilder();
  private final BatchRewriter rewriter = new BatchRewriter(codecs);

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void readsWhatKafkaWrites(
      @ForAll("baseOffsets") long baseOffset,
      @ForAll("compressions") CompressionType compression,
      @ForAll Producer producer,
      @ForAll List<Entry> entries) {
    ByteBuffer batch = KafkaRecords.write(baseOffset, compression, producer, entries);

    assertEquals(KafkaRecords.read(batch), KafkaRecords.readOurs(batch, iterator));
    assertEquals(entries.size(), countSkipping(batch));
    RecordBatchView view = new RecordBatchView().wrap(batch, 0);
    assertEquals(compression, view.compressionType());
    assertEquals(producer.id(), view.producerId());
    assertEquals(producer.transactional(), view.isTransactional());
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void writesTheBytesKafkaWritesWhenUncompressed(
      @ForAll("baseOffsets") long baseOffset,
      @ForAll Producer producer,
      @ForAll List<Entry> entries) {
    assertEquals(
        KafkaRecords.write(baseOffset, CompressionType.NONE, producer, entries),
        write(baseOffset, CompressionType.NONE, CompressionCodec.DEFAULT_LEVEL, producer, entries));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void kafkaReadsWhatWeWrite(
      @ForAll("baseOffsets") long baseOffset,
      @ForAll("compressions") CompressionType compression,
      @ForAll Producer producer,
      @ForAll List<Entry> entries) {
    ByteBuffer plain = KafkaRecords.write(baseOffset, CompressionType.NONE, producer, entries);
    ByteBuffer ours =
        write(baseOffset, compression, CompressionCodec.DEFAULT_LEVEL, producer, entries);

    assertEquals(KafkaRecords.read(plain), KafkaRecords.read(ours));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void recompressionKeepsTheRecords(
      @ForAll("compressions") CompressionType from,
      @ForAll("compressions") CompressionType to,
      @ForAll Producer producer,
      @ForAll List<Entry> entries) {
    ByteBuffer batch = KafkaRecords.write(5, from, producer, entries);

    ByteBuffer recompressed =
        rewriter.recompress(
            new RecordBatchView().wrap(batch, 0), to, CompressionCodec.DEFAULT_LEVEL);

    assertEquals(KafkaRecords.read(batch), KafkaRecords.read(recompressed));
    RecordBatchView view = new RecordBatchView().wrap(recompressed, 0);
    assertEquals(to, view.compressionType());
    assertEquals(producer.sequence(), view.baseSequence());
  }

  @Provide
  Arbitrary<CompressionType> compressions() {
    return Arbitraries.of(CompressionType.class).filter(codecs::has);
  }

  @Provide
  Arbitrary<Long> baseOffsets() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE / 2);
  }

  private int countSkipping(ByteBuffer batch) {
    int count = 0;
    try (RecordIterator records = skipping.wrap(new RecordBatchView().wrap(batch, 0))) {
      while (records.next()) {
        count++;
      }
    }
    return count;
  }

  private ByteBuffer write(
      long baseOffset,
      CompressionType compression,
      int level,
      Producer producer,
      List<Entry> entries) {
    builder
        .begin(baseOffset)
        .producer(producer.id(), producer.epoch(), producer.sequence())
        .transactional(producer.transactional());
    if (compression != CompressionType.NONE) {
      builder.compression(codecs.codec(compression), level);
    }
    for (Entry entry : entries) {
      builder.append(
          entry.timestamp(), wrap(entry.key()), wrap(entry.value()), entry.recordHeaders());
    }
    return builder.build();
  }

  private static ByteBuffer wrap(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
