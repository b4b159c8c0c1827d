package io.ringmain.protocol.record;

import io.ringmain.protocol.compress.CompressionType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A record batch of format v2 seen in place: a flyweight on a buffer and a position.
 *
 * <p>Used by whoever handles batches: transport threads validating a produce request, ring threads
 * setting offsets at append, the log's recovery. An instance belongs to one thread, is reused by
 * {@link #wrap}, and allocates nothing except one duplicate of each off-heap buffer whose CRC it
 * computes. It believes nothing: accessors read what is there, {@link #isComplete} tells whether
 * the header and the claimed length fit into the buffer, {@link #isCrcValid} whether the content is
 * what was written.
 *
 * <pre>
 *    0        8        12       16    17      21     23
 *   +--------+--------+--------+-----+-------+------+-----------------+
 *   | base   | batch  | leader |magic| CRC   |attri-| last offset     |
 *   | offset | length | epoch  | = 2 | 32C   |butes | delta           |
 *   | int64  | int32  | int32  |int8 | int32 |int16 | int32           |
 *   +--------+--------+--------+-----+-------+------+-----------------+
 *    27        35        43        51       53        57       61
 *   +---------+---------+---------+--------+---------+--------+-------+
 *   | base    | max     |producer |producer| base    |records | the   |
 *   |timestamp|timestamp|id       |epoch   | sequence|count   |records|
 *   | int64   | int64   |int64    |int16   | int32   |int32   | ...   |
 *   +---------+---------+---------+--------+---------+--------+-------+
 *
 *   batch length  counts from the leader epoch on: size = 12 + batch length
 *   CRC           covers everything from the attributes to the end, so base offset and leader
 *                 epoch, which the leader sets at append, are outside it
 *   attributes    0-2 compression | 3 timestamp type | 4 transactional | 5 control
 *                 | 6 delete horizon (then base timestamp is the horizon) | rest unused
 * </pre>
 */
public final class RecordBatchView {
  /** Bytes of the header, all that an empty batch has. */
  public static final int HEADER_BYTES = 61;

  /** Bytes before and of the length field, which the batch length does not count. */
  public static final int LENGTH_OVERHEAD_BYTES = 12;

  public static final byte MAGIC_V2 = 2;
  public static final long NO_TIMESTAMP = -1;
  public static final long NO_PRODUCER_ID = -1;
  public static final short NO_PRODUCER_EPOCH = -1;
  public static final int NO_SEQUENCE = -1;
  public static final int NO_LEADER_EPOCH = -1;

  static final int BASE_OFFSET = 0;
  static final int BATCH_LENGTH = 8;
  static final int LEADER_EPOCH = 12;
  static final int MAGIC = 16;
  static final int CRC = 17;
  static final int ATTRIBUTES = 21;
  static final int LAST_OFFSET_DELTA = 23;
  static final int BASE_TIMESTAMP = 27;
  static final int MAX_TIMESTAMP = 35;
  static final int PRODUCER_ID = 43;
  static final int PRODUCER_EPOCH = 51;
  static final int BASE_SEQUENCE = 53;
  static final int RECORDS_COUNT = 57;

  static final int COMPRESSION_MASK = 0x07;
  static final int LOG_APPEND_TIME_FLAG = 0x08;
  static final int TRANSACTIONAL_FLAG = 0x10;
  static final int CONTROL_FLAG = 0x20;
  static final int DELETE_HORIZON_FLAG = 0x40;
  static final int KNOWN_ATTRIBUTES = 0x7F;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final CRC32C crc32c = new CRC32C();
  private ByteBuffer buffer = NOTHING;
  private int position;

  /** The last off-heap buffer seen and a duplicate of it, whose position may be moved. */
  private ByteBuffer duplicated = NOTHING;

  private ByteBuffer duplicate = NOTHING;

  /** A view of nothing, to be pointed at a batch. */
  public RecordBatchView() {}

  /**
   * Points this view at a batch. The buffer's own position and limit are neither used as bounds of
   * the batch nor moved, but its limit bounds what can be read.
   */
  public RecordBatchView wrap(ByteBuffer buffer, int position) {
    if (buffer.order() != ByteOrder.BIG_ENDIAN) {
      throw new IllegalArgumentException("record batches are big-endian, the buffer is not");
    }
    this.buffer = buffer;
    this.position = position;
    return this;
  }

  public ByteBuffer buffer() {
    return buffer;
  }

  /** Where in the buffer the batch begins. */
  public int position() {
    return position;
  }

  /** Whether the whole batch, by its own claim, lies before the buffer's limit. */
  public boolean isComplete() {
    return isComplete(buffer, position, buffer.limit());
  }

  /** Whether a batch that begins at a position ends, by its own claim, before or at an end. */
  static boolean isComplete(ByteBuffer buffer, int position, int end) {
    if (end - position < HEADER_BYTES) {
      return false;
    }
    int batchLength = buffer.getInt(position + BATCH_LENGTH);
    return batchLength >= HEADER_BYTES - LENGTH_OVERHEAD_BYTES
        && batchLength <= end - position - LENGTH_OVERHEAD_BYTES;
  }

  public long baseOffset() {
    return buffer.getLong(position + BASE_OFFSET);
  }

  public RecordBatchView baseOffset(long baseOffset) {
    buffer.putLong(position + BASE_OFFSET, baseOffset);
    return this;
  }

  /** Bytes after the length field. */
  public int batchLength() {
    return buffer.getInt(position + BATCH_LENGTH);
  }

  /** Bytes of the whole batch, by its own claim; meaningless unless {@link #isComplete}. */
  public int sizeBytes() {
    return batchLength() + LENGTH_OVERHEAD_BYTES;
  }

  public int partitionLeaderEpoch() {
    return buffer.getInt(position + LEADER_EPOCH);
  }

  public RecordBatchView partitionLeaderEpoch(int leaderEpoch) {
    buffer.putInt(position + LEADER_EPOCH, leaderEpoch);
    return this;
  }

  public byte magic() {
    return buffer.get(position + MAGIC);
  }

  /** The CRC the batch carries. */
  public int crc() {
    return buffer.getInt(position + CRC);
  }

  public short attributes() {
    return buffer.getShort(position + ATTRIBUTES);
  }

  /** The compression id in the attributes, which need not be a known one. */
  public int compressionId() {
    return attributes() & COMPRESSION_MASK;
  }

  /** The compression type; a batch with an unknown id never passes the {@link BatchValidator}. */
  public CompressionType compressionType() {
    return CompressionType.forId(compressionId());
  }

  public boolean isCompressed() {
    return compressionId() != 0;
  }

  public TimestampType timestampType() {
    return (attributes() & LOG_APPEND_TIME_FLAG) == 0
        ? TimestampType.CREATE_TIME
        : TimestampType.LOG_APPEND_TIME;
  }

  public boolean isTransactional() {
    return (attributes() & TRANSACTIONAL_FLAG) != 0;
  }

  public boolean isControl() {
    return (attributes() & CONTROL_FLAG) != 0;
  }

  /** Whether the base timestamp is the time from which tombstones may be removed. */
  public boolean hasDeleteHorizon() {
    return (attributes() & DELETE_HORIZON_FLAG) != 0;
  }

  public int lastOffsetDelta() {
    return buffer.getInt(position + LAST_OFFSET_DELTA);
  }

  /** Offset of the last record; in a compacted batch that record may be gone. */
  public long lastOffset() {
    return baseOffset() + lastOffsetDelta();
  }

  /** The offset after this batch. */
  public long nextOffset() {
    return lastOffset() + 1;
  }

  public long baseTimestamp() {
    return buffer.getLong(position + BASE_TIMESTAMP);
  }

  public long maxTimestamp() {
    return buffer.getLong(position + MAX_TIMESTAMP);
  }

  public long producerId() {
    return buffer.getLong(position + PRODUCER_ID);
  }

  public boolean hasProducerId() {
    return producerId() > NO_PRODUCER_ID;
  }

  public short producerEpoch() {
    return buffer.getShort(position + PRODUCER_EPOCH);
  }

  /** The producer sequence of the first record, or {@link #NO_SEQUENCE}. */
  public int baseSequence() {
    return buffer.getInt(position + BASE_SEQUENCE);
  }

  /** The producer sequence of the last record; sequences wrap from 2^31 - 1 to 0. */
  public int lastSequence() {
    int baseSequence = baseSequence();
    return baseSequence == NO_SEQUENCE
        ? NO_SEQUENCE
        : incrementSequence(baseSequence, lastOffsetDelta());
  }

  /** The sequence a number of records later, wrapping from 2^31 - 1 to 0. */
  public static int incrementSequence(int producerSequence, int increment) {
    return (producerSequence + increment) & Integer.MAX_VALUE;
  }

  public int recordsCount() {
    return buffer.getInt(position + RECORDS_COUNT);
  }

  /** Where in the buffer the records begin. */
  public int recordsPosition() {
    return position + HEADER_BYTES;
  }

  /** Where in the buffer the batch ends. */
  public int endPosition() {
    return position + sizeBytes();
  }

  /** Whether the CRC the batch carries is that of its content. Needs a complete batch. */
  public boolean isCrcValid() {
    return crc() == computeCrc();
  }

  /** The CRC of the content as it is now. Needs a complete batch. */
  @SuppressWarnings("ReferenceEquality") // the same object is meant, not the same bytes
  public int computeCrc() {
    int from = position + ATTRIBUTES;
    int length = sizeBytes() - ATTRIBUTES;
    crc32c.reset();
    if (buffer.hasArray()) {
      crc32c.update(buffer.array(), buffer.arrayOffset() + from, length);
    } else {
      // CRC32C moves the position of a buffer it reads, and this one may be shared.
      if (duplicated != buffer) {
        duplicate = buffer.duplicate();
        duplicated = buffer;
      }
      duplicate.limit(from + length).position(from);
      crc32c.update(duplicate);
    }
    return (int) crc32c.getValue();
  }

  /** Writes the CRC of the content as it is now. */
  public RecordBatchView updateCrc() {
    buffer.putInt(position + CRC, computeCrc());
    return this;
  }

  /**
   * Sets who stamped the batch and its maximum timestamp, and the CRC with it. Nothing is written,
   * and no CRC computed, when both are so already: the usual case for create time.
   */
  public RecordBatchView maxTimestamp(TimestampType type, long maxTimestamp) {
    if (timestampType() == type && maxTimestamp() == maxTimestamp) {
      return this;
    }
    int attributes = attributes() & KNOWN_ATTRIBUTES & ~LOG_APPEND_TIME_FLAG;
    if (type == TimestampType.LOG_APPEND_TIME) {
      attributes |= LOG_APPEND_TIME_FLAG;
    }
    buffer.putShort(position + ATTRIBUTES, (short) attributes);
    buffer.putLong(position + MAX_TIMESTAMP, maxTimestamp);
    return updateCrc();
  }

  /** One line for logs and error messages. */
  @Override
  public String toString() {
    if (buffer.limit() - position < HEADER_BYTES) {
      return "RecordBatch(no header)";
    }
    return "RecordBatch(offsets="
        + baseOffset()
        + ".."
        + lastOffset()
        + ", sizeBytes="
        + sizeBytes()
        + ", leaderEpoch="
        + partitionLeaderEpoch()
        + ", magic="
        + magic()
        + ", attributes="
        + attributes()
        + ", producer="
        + producerId()
        + "/"
        + producerEpoch()
        + "/"
        + baseSequence()
        + ", records="
        + recordsCount()
        + ")";
  }
}
