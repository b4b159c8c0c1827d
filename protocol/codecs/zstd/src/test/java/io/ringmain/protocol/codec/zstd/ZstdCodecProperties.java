package io.ringmain.protocol.codec.zstd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.BatchFault;
import io.ringmain.protocol.record.BatchRewriter;
import io.ringmain.protocol.record.BatchRules;
import io.ringmain.protocol.record.BatchValidator;
import io.ringmain.protocol.record.RecordBatchView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/** Zstd through our codec and through Kafka's, and batches that carry it. */
class ZstdCodecProperties {
  private static final byte MAGIC_V2 = 2;
  private static final Compression KAFKAS = Compression.of("zstd").build();

  private final CompressionCodecs codecs = CompressionCodecs.load();
  private final CompressionCodec codec = new ZstdCodec();

  @Example
  void isFoundAsAService() {
    assertEquals(ZstdCodec.class, codecs.codec(CompressionType.ZSTD).getClass());
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void kafkaReadsWhatWeCompress(@ForAll long seed, @ForAll("levels") int level) throws IOException {
    byte[] plain = plain(new Random(seed), 200_000);
    byte[] compressed = compress(plain, level);
    try (InputStream stream =
        KAFKAS.wrapForInput(ByteBuffer.wrap(compressed), MAGIC_V2, BufferSupplier.NO_CACHING)) {
      assertArrayEquals(plain, stream.readAllBytes());
    }
    assertArrayEquals(plain, decompress(ByteBuffer.wrap(compressed)));
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void validatesAndRecompressesWhatKafkaWrites(@ForAll long seed) {
    Random random = new Random(seed);
    SimpleRecord[] records = new SimpleRecord[1 + random.nextInt(50)];
    for (int i = 0; i < records.length; i++) {
      records[i] = new SimpleRecord(1_000 + i, plain(random, 20), plain(random, 2_000));
    }
    ByteBuffer batch = MemoryRecords.withRecords(KAFKAS, records).buffer();
    BatchValidator validator = new BatchValidator(codecs);
    BatchRules gzip =
        BatchRules.DEFAULTS.withCompression(CompressionType.GZIP, CompressionCodec.DEFAULT_LEVEL);

    assertEquals(BatchFault.NONE, validator.validate(batch, 0, batch.limit(), gzip, 2_000));
    ByteBuffer recompressed = new BatchRewriter(codecs).rewrite(validator.batch(), gzip, 2_000);
    ByteBuffer back =
        new BatchRewriter(codecs)
            .recompress(new RecordBatchView().wrap(recompressed, 0), CompressionType.ZSTD, 7);

    int index = 0;
    for (Record record : MemoryRecords.readableRecords(back).records()) {
      assertEquals(records[index].value(), record.value());
      index++;
    }
    assertEquals(records.length, index);
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void damagedBytesAreAnIoExceptionOrBytes(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] damaged = compress(plain(random, 2_000), CompressionCodec.DEFAULT_LEVEL);
    for (int i = 0; i < 3; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    try {
      decompress(ByteBuffer.wrap(damaged, 0, 1 + random.nextInt(damaged.length)));
    } catch (IOException e) {
      assertNotEquals("", e.getMessage());
    }
  }

  @Provide
  Arbitrary<Integer> levels() {
    return Arbitraries.of(CompressionCodec.DEFAULT_LEVEL, -5, 1, 3, 9);
  }

  private static byte[] plain(Random random, int maxBytes) {
    byte[] bytes = new byte[random.nextInt(maxBytes)];
    int letters = 1 + random.nextInt(60);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(letters);
    }
    return bytes;
  }

  private byte[] compress(byte[] plain, int level) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream stream = codec.compress(bytes, level)) {
      stream.write(plain);
    }
    return bytes.toByteArray();
  }

  private byte[] decompress(ByteBuffer compressed) throws IOException {
    try (InputStream stream = codec.decompress(compressed)) {
      return stream.readAllBytes();
    }
  }
}
