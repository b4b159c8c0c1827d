package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Makes record batches of any size with a valid header and checksum. */
final class TestBatches {
  /** What Kafka's record format needs for one record with an empty value, up to the value. */
  private static final int SMALLEST = RecordBatchHeader.HEADER_BYTES + 16;

  private TestBatches() {}

  /** One batch of {@code records} offsets whose bytes depend on all arguments. */
  static ByteBuffer batch(
      long baseOffset, int records, int leaderEpoch, long timestamp, int sizeBytes) {
    ByteBuffer batch = ByteBuffer.allocate(Math.max(SMALLEST, sizeBytes));
    batch.putLong(0, baseOffset);
    batch.putInt(8, batch.capacity() - RecordBatchHeader.LENGTH_END);
    batch.putInt(12, leaderEpoch);
    batch.put(16, (byte) 2);
    batch.putShort(21, (short) 0);
    batch.putInt(23, records - 1);
    batch.putLong(27, timestamp);
    batch.putLong(35, timestamp);
    batch.putLong(43, -1);
    batch.putShort(51, (short) -1);
    batch.putInt(53, -1);
    batch.putInt(57, records);
    for (int i = RecordBatchHeader.HEADER_BYTES; i < batch.capacity(); i++) {
      batch.put(i, (byte) (baseOffset * 31 + i));
    }
    return sealed(batch);
  }

  private static ByteBuffer sealed(ByteBuffer batch) {
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(RecordBatchHeader.CRC_COVERS_FROM));
    batch.putInt(17, (int) crc.getValue());
    return batch;
  }

  /** Several batches in one buffer. */
  static ByteBuffer joined(ByteBuffer... batches) {
    int size = 0;
    for (ByteBuffer batch : batches) {
      size += batch.remaining();
    }
    ByteBuffer joined = ByteBuffer.allocate(size);
    for (ByteBuffer batch : batches) {
      joined.put(batch.duplicate());
    }
    return joined.flip();
  }
}
