package io.ringmain.testkit.tck.storage;

import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Makes record batches of any size with a valid header and checksum, and takes slices apart. */
final class TckBatches {
  /** The smallest batch made here: a header, and room for one record without a value. */
  static final int SMALLEST_BYTES = RecordBatchHeader.HEADER_BYTES + 16;

  private TckBatches() {}

  /** One batch of {@code records} offsets whose bytes depend on all arguments. */
  static ByteBuffer batch(
      long baseOffset, int records, int leaderEpoch, long timestamp, int sizeBytes) {
    ByteBuffer batch = ByteBuffer.allocate(Math.max(SMALLEST_BYTES, sizeBytes));
    batch.putLong(0, baseOffset);
    batch.putInt(8, batch.capacity() - RecordBatchHeader.LENGTH_END);
    batch.putInt(12, leaderEpoch);
    batch.put(16, (byte) 2);
    batch.putInt(23, records - 1);
    batch.putLong(27, timestamp);
    batch.putLong(35, timestamp);
    batch.putLong(43, -1);
    batch.putShort(51, (short) -1);
    batch.putInt(53, -1);
    batch.putInt(57, records);
    for (int i = RecordBatchHeader.HEADER_BYTES; i < batch.capacity(); i++) {
      batch.put(i, (byte) (baseOffset * 31 + leaderEpoch * 7L + timestamp + i));
    }
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(RecordBatchHeader.CRC_COVERS_FROM));
    batch.putInt(17, (int) crc.getValue());
    return batch;
  }

  /** A batch of one record and 100 bytes, in leader epoch 0, whose timestamp follows its offset. */
  static ByteBuffer single(long offset) {
    return batch(offset, 1, 0, 1_000 + offset, 100);
  }

  /** Several batches in one buffer. */
  static ByteBuffer joined(ByteBuffer... batches) {
    int bytes = 0;
    for (ByteBuffer batch : batches) {
      bytes += batch.remaining();
    }
    ByteBuffer joined = ByteBuffer.allocate(bytes);
    for (ByteBuffer batch : batches) {
      joined.put(batch.duplicate());
    }
    return joined.flip();
  }

  /** The batches from {@code first} to {@code end} (exclusive) as {@link #single} makes them. */
  static ByteBuffer singles(long first, long end) {
    ByteBuffer[] batches = new ByteBuffer[(int) (end - first)];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = single(first + i);
    }
    return joined(batches);
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** The bytes of a slice, which is closed. */
  static byte[] bytes(LogSlice slice) {
    try (slice) {
      return bytes(slice.buffer());
    }
  }

  static boolean hasValidCrc(ByteBuffer bytes, int position) {
    CRC32C crc = new CRC32C();
    int covered = RecordBatchHeader.sizeBytes(bytes, position) - RecordBatchHeader.CRC_COVERS_FROM;
    crc.update(bytes.slice(position + RecordBatchHeader.CRC_COVERS_FROM, covered));
    return RecordBatchHeader.crc(bytes, position) == (int) crc.getValue();
  }
}
