package io.ringmain.benchmarks;

import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/**
 * The record batch that a load sends over and over: values of one size, no keys.
 *
 * <p>The values are random bytes of a fixed seed, the same for both brokers.
 */
record ProducedBatch(ByteBuffer bytes, int recordsCount) {
  static final int PRODUCE_VERSION = 11;

  private static final long SEED = 20_11L;

  /** A batch of as many records as fit into a size, at least one. */
  static ProducedBatch upTo(int batchBytes, int valueBytes) {
    byte[] value = new byte[valueBytes];
    RecordBatchBuilder builder = new RecordBatchBuilder();
    builder.begin(0);
    int recordsCount = 0;
    while (builder.append(0, null, value).sizeBytes() <= batchBytes) {
      recordsCount++;
    }
    return of(Math.max(1, recordsCount), valueBytes);
  }

  static ProducedBatch of(int recordsCount, int valueBytes) {
    Random random = new Random(SEED);
    byte[] value = new byte[valueBytes];
    RecordBatchBuilder builder = new RecordBatchBuilder();
    long timestamp = System.currentTimeMillis();
    builder.begin(0);
    for (int i = 0; i < recordsCount; i++) {
      random.nextBytes(value);
      builder.append(timestamp, null, value);
    }
    return new ProducedBatch(builder.build(), recordsCount);
  }

  ReplayedRequest produceRequest(String topic, int partition, int acks) {
    return ReplayedRequest.of(
        new ProduceRequest()
            .acks((short) acks)
            .timeoutMs(30_000)
            .topicData(
                List.of(
                    new ProduceRequest.TopicProduceData()
                        .name(topic)
                        .partitionData(
                            List.of(
                                new ProduceRequest.PartitionProduceData()
                                    .index(partition)
                                    .records(new BufferRecords(bytes)))))),
        PRODUCE_VERSION);
  }
}
