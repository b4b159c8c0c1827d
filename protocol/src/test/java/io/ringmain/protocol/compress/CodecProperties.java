package io.ringmain.protocol.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.xerial.snappy.Snappy;

/** Streams of bytes, through our codecs and through those Kafka uses. */
class CodecProperties {
  private static final byte MAGIC_V2 = 2;

  private final CompressionCodecs codecs = CompressionCodecs.load();

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void kafkaReadsWhatWeCompress(
      @ForAll("types") CompressionType type, @ForAll long seed, @ForAll("levels") int level)
      throws IOException {
    byte[] plain = plain(seed);
    byte[] compressed = compress(codecs.codec(type), plain, level);
    Compression kafka = Compression.of(type.configName()).build();
    try (InputStream stream =
        kafka.wrapForInput(ByteBuffer.wrap(compressed), MAGIC_V2, BufferSupplier.NO_CACHING)) {
      assertArrayEquals(plain, stream.readAllBytes());
    }
    assertArrayEquals(plain, decompress(codecs.codec(type), ByteBuffer.wrap(compressed)));
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void weReadWhatKafkaCompresses(@ForAll("types") CompressionType type, @ForAll long seed)
      throws IOException {
    byte[] plain = plain(seed);
    ByteBuffer compressed = compressByKafka(type, plain);
    ByteBuffer direct = ByteBuffer.allocateDirect(compressed.limit()).put(compressed).flip();
    assertArrayEquals(plain, decompress(codecs.codec(type), direct));
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void readsBareSnappyAsLibrdkafkaSendsIt(@ForAll long seed) throws IOException {
    byte[] plain = plain(seed);
    byte[] compressed = Snappy.compress(plain);
    assertArrayEquals(plain, decompress(new SnappyCodec(), ByteBuffer.wrap(compressed)));
  }

  @Property(tries = 50, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void readsLz4FramesWithChecksumsAndLargeBlocks(@ForAll long seed) throws IOException {
    byte[] plain = plain(seed);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream stream =
        new LZ4FrameOutputStream(
            bytes,
            LZ4FrameOutputStream.BLOCKSIZE.SIZE_4MB,
            plain.length,
            LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE,
            LZ4FrameOutputStream.FLG.Bits.BLOCK_CHECKSUM,
            LZ4FrameOutputStream.FLG.Bits.CONTENT_CHECKSUM,
            LZ4FrameOutputStream.FLG.Bits.CONTENT_SIZE)) {
      stream.write(plain);
    }
    assertArrayEquals(plain, decompress(new Lz4Codec(), ByteBuffer.wrap(bytes.toByteArray())));
  }

  @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void damagedBytesAreAnIoExceptionOrBytes(@ForAll("types") CompressionType type, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    byte[] plain = new byte[random.nextInt(2_000)];
    fill(plain, random);
    byte[] damaged = compress(codecs.codec(type), plain, CompressionCodec.DEFAULT_LEVEL);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    damaged = Arrays.copyOf(damaged, 1 + random.nextInt(damaged.length));
    try {
      decompress(codecs.codec(type), ByteBuffer.wrap(damaged));
    } catch (IOException e) {
      assertTrue(e.getMessage() == null || !e.getMessage().isEmpty());
    }
  }

  @Provide
  Arbitrary<CompressionType> types() {
    return Arbitraries.of(CompressionType.class)
        .filter(type -> type != CompressionType.NONE && codecs.has(type));
  }

  @Provide
  Arbitrary<Integer> levels() {
    return Arbitraries.integers().between(1, 9);
  }

  /** Up to 300 KB: noise, repetitions near and far, runs, text-like bytes. */
  private static byte[] plain(long seed) {
    Random random = new Random(seed);
    int kind = random.nextInt(4);
    byte[] bytes = new byte[random.nextInt(kind == 0 ? 40 : 300_000)];
    fill(bytes, random);
    return bytes;
  }

  private static void fill(byte[] bytes, Random random) {
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(14)));
      int kind = random.nextInt(4);
      if (kind == 0) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, at, length);
      } else if (kind == 1 && at > 0) {
        int distance = 1 + random.nextInt(Math.min(at, 1 << random.nextInt(18)));
        for (int i = 0; i < length; i++) {
          bytes[at + i] = bytes[at + i - distance];
        }
      } else if (kind == 2) {
        Arrays.fill(bytes, at, at + length, (byte) random.nextInt());
      } else {
        for (int i = 0; i < length; i++) {
          bytes[at + i] = (byte) ('a' + random.nextInt(4));
        }
      }
      at += length;
    }
  }

  private static byte[] compress(CompressionCodec codec, byte[] plain, int level)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean leveled = codec.maxLevel() != CompressionCodec.DEFAULT_LEVEL;
    try (OutputStream stream =
        codec.compress(bytes, leveled ? level : CompressionCodec.DEFAULT_LEVEL)) {
      int half = plain.length / 2;
      stream.write(plain, 0, half);
      stream.write(plain, half, plain.length - half);
    }
    return bytes.toByteArray();
  }

  private static byte[] decompress(CompressionCodec codec, ByteBuffer compressed)
      throws IOException {
    try (InputStream stream = codec.decompress(compressed)) {
      return stream.readAllBytes();
    }
  }

  private static ByteBuffer compressByKafka(CompressionType type, byte[] plain) throws IOException {
    ByteBufferOutputStream bytes = new ByteBufferOutputStream(1024);
    Compression kafka = Compression.of(type.configName()).build();
    try (OutputStream stream = kafka.wrapForOutput(bytes, MAGIC_V2)) {
      stream.write(plain);
    }
    return bytes.buffer().flip();
  }
}
