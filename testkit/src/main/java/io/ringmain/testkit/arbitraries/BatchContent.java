package io.ringmain.testkit.arbitraries;

import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.protocol.record.RecordHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * A record batch before it has a place in a log.
 *
 * @param codec what its records are compressed with
 * @param producer empty for a producer that is not idempotent
 * @param records at least one
 */
public record BatchContent(
    CompressionType codec, Optional<ProducerFields> producer, List<RecordContent> records) {
  public BatchContent {
    records = List.copyOf(records);
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a record batch needs at least one record");
    }
  }

  /** The offset after the last record, if the first one gets {@code baseOffset}. */
  public long nextOffset(long baseOffset) {
    return baseOffset + records.size();
  }

  /** The batch in Kafka's format, magic 2, as a storage is given it. */
  public ByteBuffer encode(long baseOffset, int leaderEpoch) {
    RecordBatchBuilder builder =
        new RecordBatchBuilder().begin(baseOffset).partitionLeaderEpoch(leaderEpoch);
    if (codec != CompressionType.NONE) {
      builder.compression(CompressionCodecs.builtIn().codec(codec), CompressionCodec.DEFAULT_LEVEL);
    }
    producer.ifPresent(fields ->
        builder.producer(fields.producerId(), fields.producerEpoch(), fields.baseSequence()));
    for (RecordContent one : records) {
      builder.append(one.timestamp(), kafka(one.key()), kafka(one.value()), headers(one));
    }
    return builder.build();
  }

  private static List<RecordHeader> headers(RecordContent content) {
    return content.headers().stream()
        .map(header -> new RecordHeader(header.key(), kafka(header.value())))
        .toList();
  }

  /** Kafka's null for what is empty. */
  private static ByteBuffer kafka(Optional<Bytes> bytes) {
    return bytes.map(Bytes::buffer).orElse(null);
  }
}
