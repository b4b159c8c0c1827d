package io.ringmain.protocol.record;

import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.RecordArbitraries.Entry;
import io.ringmain.protocol.record.RecordArbitraries.Producer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/** Batches written and read by Kafka's own classes, the oracle of these tests. */
final class KafkaRecords {
  private KafkaRecords() {}

  static ByteBuffer write(
      long baseOffset, CompressionType compression, Producer producer, List<Entry> entries) {
    MemoryRecordsBuilder builder =
        MemoryRecords.builder(
            ByteBuffer.allocate(1024),
            RecordBatch.MAGIC_VALUE_V2,
            compression(compression),
            TimestampType.CREATE_TIME,
            baseOffset,
            RecordBatch.NO_TIMESTAMP,
            producer.id(),
            producer.epoch(),
            producer.sequence(),
            producer.transactional(),
            RecordBatch.NO_PARTITION_LEADER_EPOCH);
    for (Entry entry : entries) {
      builder.append(entry.timestamp(), entry.key(), entry.value(), headers(entry));
    }
    return builder.build().buffer();
  }

  static Compression compression(CompressionType type) {
    return Compression.of(type.configName()).build();
  }

  /** What Kafka reads from a batch, one comparable line per record. */
  static List<String> read(ByteBuffer batch) {
    List<String> lines = new ArrayList<>();
    for (RecordBatch kafkaBatch : MemoryRecords.readableRecords(batch).batches()) {
      kafkaBatch.ensureValid();
      for (Record record : kafkaBatch) {
        StringBuilder line =
            line(record.offset(), record.timestamp(), record.key(), record.value());
        for (Header header : record.headers()) {
          byte[] value = header.value();
          addHeader(line, header.key(), value == null ? null : ByteBuffer.wrap(value));
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  /** What we read from a batch, in the same lines. */
  static List<String> readOurs(ByteBuffer batch, RecordIterator iterator) {
    List<String> lines = new ArrayList<>();
    RecordBatchView view = new RecordBatchView().wrap(batch, batch.position());
    try (RecordIterator records = iterator.wrap(view)) {
      while (records.next()) {
        RecordView record = records.current();
        StringBuilder line =
            line(
                record.offset(),
                record.timestamp(),
                record.hasKey() ? record.key() : null,
                record.hasValue() ? record.value() : null);
        for (io.ringmain.protocol.record.RecordHeader header : record.headers()) {
          addHeader(line, header.key(), header.value());
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }

  private static StringBuilder line(long offset, long timestamp, ByteBuffer key, ByteBuffer value) {
    return new StringBuilder()
        .append(offset)
        .append(" @")
        .append(timestamp)
        .append(' ')
        .append(hex(key))
        .append('=')
        .append(hex(value));
  }

  private static void addHeader(StringBuilder line, String key, ByteBuffer value) {
    line.append(" [").append(key).append(':').append(hex(value)).append(']');
  }

  private static String hex(ByteBuffer buffer) {
    if (buffer == null) {
      return "null";
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static Header[] headers(Entry entry) {
    return entry.headers().stream()
        .map(header -> (Header) new RecordHeader(header.key(), header.value()))
        .toArray(Header[]::new);
  }
}
