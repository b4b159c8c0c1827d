package io.ringmain.distribution.robustness;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Record batches encoded and decoded by hand: values only, plain or compressed with gzip. */
final class RecordBatches {
  static final int HEADER_BYTES = 61;

  private static final int CRC_POSITION = 17;
  private static final int ATTRIBUTES_POSITION = 21;
  private static final int LENGTH_POSITION = 8;
  private static final int RECORDS_COUNT_POSITION = 57;
  private static final int OVERHEAD_BYTES = 12;
  private static final int GZIP = 1;

  private RecordBatches() {}

  /** Sees one record. */
  @FunctionalInterface
  interface Visitor {
    void visit(long offset, String value);
  }

  /** A batch of a producer without an id. */
  static byte[] of(String... values) {
    return of(List.of(values), false, -1, -1);
  }

  static byte[] of(List<String> values, boolean gzip, long producerId, int sequence) {
    byte[] records = records(values);
    if (gzip) {
      records = compressed(records);
    }
    ByteBuffer batch = ByteBuffer.allocate(HEADER_BYTES + records.length);
    batch.putLong(0).putInt(batch.capacity() - OVERHEAD_BYTES).putInt(-1).put((byte) 2).putInt(0);
    batch.putShort((short) (gzip ? GZIP : 0)).putInt(values.size() - 1);
    long now = System.currentTimeMillis(); // Older records would fall to retention by time.
    batch.putLong(now).putLong(now).putLong(producerId);
    batch.putShort((short) (producerId < 0 ? -1 : 0)).putInt(sequence).putInt(values.size());
    batch.put(records);
    CRC32C crc = new CRC32C();
    crc.update(batch.array(), ATTRIBUTES_POSITION, batch.capacity() - ATTRIBUTES_POSITION);
    return batch.putInt(CRC_POSITION, (int) crc.getValue()).array();
  }

  private static byte[] records(List<String> values) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i).getBytes(StandardCharsets.UTF_8);
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      record.write(0);
      varint(record, 0);
      varint(record, i);
      varint(record, -1);
      varint(record, value.length);
      record.writeBytes(value);
      varint(record, 0);
      varint(records, record.size());
      records.writeBytes(record.toByteArray());
    }
    return records.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int rest = (value << 1) ^ (value >> 31);
    while ((rest & ~0x7f) != 0) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static int varint(ByteBuffer in) {
    int value = 0;
    int shift = 0;
    int next;
    do {
      next = in.get();
      value |= (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return (value >>> 1) ^ -(value & 1);
  }

  private static byte[] compressed(byte[] records) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(records);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /**
   * Visits the records of whole batches, whose CRCs must be right.
   *
   * @return the offset after the last, or {@code from} when there is none
   */
  static long forEach(ByteBuffer batches, long from, Visitor visitor) {
    long next = from;
    int at = 0;
    while (batches.limit() - at >= HEADER_BYTES) {
      int sizeBytes = batches.getInt(at + LENGTH_POSITION) + OVERHEAD_BYTES;
      if (sizeBytes > batches.limit() - at) {
        break;
      }
      ByteBuffer batch = batches.slice(at, sizeBytes);
      CRC32C crc = new CRC32C();
      crc.update(batch.slice(ATTRIBUTES_POSITION, sizeBytes - ATTRIBUTES_POSITION));
      if (batch.getInt(CRC_POSITION) != (int) crc.getValue()) {
        throw new AssertionError("the batch at offset " + batch.getLong(0) + " is corrupt");
      }
      next = forEach(batch, visitor);
      at += sizeBytes;
    }
    return next;
  }

  private static long forEach(ByteBuffer batch, Visitor visitor) {
    ByteBuffer records = batch.slice(HEADER_BYTES, batch.limit() - HEADER_BYTES);
    if ((batch.getShort(ATTRIBUTES_POSITION) & 7) == GZIP) {
      records = ByteBuffer.wrap(decompressed(records));
    }
    long baseOffset = batch.getLong(0);
    int count = batch.getInt(RECORDS_COUNT_POSITION);
    for (int i = 0; i < count; i++) {
      int end = varint(records);
      end += records.position();
      records.get();
      varint(records);
      long offset = baseOffset + varint(records);
      varint(records);
      byte[] value = new byte[varint(records)];
      records.get(value);
      visitor.visit(offset, new String(value, StandardCharsets.UTF_8));
      records.position(end);
    }
    return baseOffset + count;
  }

  private static byte[] decompressed(ByteBuffer records) {
    byte[] bytes = new byte[records.remaining()];
    records.get(bytes);
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return gzip.readAllBytes();
    } catch (IOException corrupt) {
      throw new UncheckedIOException(corrupt);
    }
  }
}
