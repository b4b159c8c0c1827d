package io.ringmain.kernel.partition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.protocol.record.RecordBatchView;
import java.nio.ByteBuffer;

/** Record batches as clients send them. */
public final class Batches {
  public static final long TIMESTAMP = 1_000;

  private Batches() {}

  /** A batch without producer id. */
  public static ByteBuffer plain(int records) {
    return of(-1, -1, -1, records, TIMESTAMP);
  }

  public static ByteBuffer at(long timestamp, int records) {
    return of(-1, -1, -1, records, timestamp);
  }

  /** A batch of an idempotent producer. */
  public static ByteBuffer of(long producerId, int producerEpoch, int sequence, int records) {
    return of(producerId, producerEpoch, sequence, records, TIMESTAMP);
  }

  /** Records of a batch get timestamps one millisecond apart. */
  public static ByteBuffer of(
      long producerId, int producerEpoch, int sequence, int records, long timestamp) {
    RecordBatchBuilder builder = new RecordBatchBuilder().begin(0);
    if (producerId >= 0) {
      builder.producer(producerId, (short) producerEpoch, sequence);
    }
    for (int i = 0; i < records; i++) {
      builder.append(timestamp + i, ByteBuffer.wrap(bytes("key")), ByteBuffer.wrap(bytes("value")));
    }
    ByteBuffer built = builder.build();
    return ByteBuffer.allocate(built.remaining()).put(built).flip();
  }

  public static RecordBatchView view(ByteBuffer batch) {
    return new RecordBatchView().wrap(batch, batch.position());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
