package io.ringmain.protocol.record;

import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionType;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Builds record batches of format v2.
 *
 * <p>Used by the group and transaction coordinators for what they store, by recompression and
 * compaction, by clients in benchmarks and tests. An instance belongs to one thread and is reused:
 * {@link #begin}, the header's fields, any number of appends, {@link #build}. Records are written
 * straight behind the header, or to the codec's stream that ends there. Apart from buffer growth
 * and header keys nothing is allocated per record.
 *
 * <p>Null is allowed for keys, values and header values and means Kafka's null.
 *
 * <pre>
 *   record   length varint | attributes int8 = 0 | timestamp delta varlong | offset delta varint
 *            | key length varint, key | value length varint, value | headers count varint, headers
 *   header   key length varint, key | value length varint, value        (length -1: null)
 * </pre>
 */
public final class RecordBatchBuilder {
  private static final int DEFAULT_BYTES = 1024;
  private static final List<RecordHeader> NO_HEADERS = List.of();

  private static final int STAGED_BYTES = 8 * 1024;
  private static final OutputStream NO_STREAM = OutputStream.nullOutputStream();

  private final GrowableBytes target;

  /** Records on their way to the codec. */
  private final GrowableBytes staging = GrowableBytes.growing(0);

  private final RecordBatchView header = new RecordBatchView();

  private int startPosition;
  private Optional<CompressionCodec> codec = Optional.empty();
  private OutputStream stream = NO_STREAM;
  private int compressionLevel;
  private TimestampType timestampType = TimestampType.CREATE_TIME;
  private long logAppendTimeMs;
  private long producerId;
  private short producerEpoch;
  private int baseSequence;
  private int partitionLeaderEpoch;
  private boolean transactional;
  private boolean control;
  private long deleteHorizonMs;

  private long baseOffset;
  private long lastOffset;
  private long baseTimestamp;
  private long maxTimestamp;
  private int recordsCount;

  /** Builds in memory of its own that grows as needed. */
  public RecordBatchBuilder() {
    this(GrowableBytes.growing(DEFAULT_BYTES));
  }

  /**
   * Builds into a given buffer, from its position on, moving the position behind each batch built.
   * An append beyond its limit throws {@link java.nio.BufferOverflowException} and leaves the batch
   * as it was, unless it is a compressed one, which is lost then.
   */
  public RecordBatchBuilder(ByteBuffer target) {
    this(GrowableBytes.into(target));
  }

  private RecordBatchBuilder(GrowableBytes target) {
    this.target = target;
    this.startPosition = target.buffer().position();
    begin(0);
  }

  /** Starts a new batch with all fields at their defaults, forgetting one not yet built. */
  public RecordBatchBuilder begin(long baseOffset) {
    closeStream();
    codec = Optional.empty();
    compressionLevel = CompressionCodec.DEFAULT_LEVEL;
    timestampType = TimestampType.CREATE_TIME;
    logAppendTimeMs = RecordBatchView.NO_TIMESTAMP;
    producerId = RecordBatchView.NO_PRODUCER_ID;
    producerEpoch = RecordBatchView.NO_PRODUCER_EPOCH;
    baseSequence = RecordBatchView.NO_SEQUENCE;
    partitionLeaderEpoch = RecordBatchView.NO_LEADER_EPOCH;
    transactional = false;
    control = false;
    deleteHorizonMs = RecordBatchView.NO_TIMESTAMP;
    this.baseOffset = baseOffset;
    lastOffset = baseOffset - 1;
    baseTimestamp = RecordBatchView.NO_TIMESTAMP;
    maxTimestamp = RecordBatchView.NO_TIMESTAMP;
    recordsCount = 0;
    target.position(startPosition);
    target.maxBytes(GrowableBytes.MAX_BYTES);
    return this;
  }

  /** Bounds the batch: what would make it larger throws BufferOverflowException. */
  public RecordBatchBuilder maxSizeBytes(int maxSizeBytes) {
    target.maxBytes((int) Math.min(GrowableBytes.MAX_BYTES, (long) startPosition + maxSizeBytes));
    return this;
  }

  /** Compresses the records; to be called before the first append. */
  public RecordBatchBuilder compression(CompressionCodec codec, int level) {
    if (recordsCount > 0) {
      throw new IllegalStateException("compression must be set before the first record");
    }
    this.codec = Optional.of(codec);
    this.compressionLevel = level;
    return this;
  }

  /** Stamps the batch with the time of its append; the records' own timestamps stop to matter. */
  public RecordBatchBuilder logAppendTime(long logAppendTimeMs) {
    this.timestampType = TimestampType.LOG_APPEND_TIME;
    this.logAppendTimeMs = logAppendTimeMs;
    return this;
  }

  public RecordBatchBuilder producer(long producerId, short producerEpoch, int baseSequence) {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.baseSequence = baseSequence;
    return this;
  }

  public RecordBatchBuilder partitionLeaderEpoch(int partitionLeaderEpoch) {
    this.partitionLeaderEpoch = partitionLeaderEpoch;
    return this;
  }

  public RecordBatchBuilder transactional(boolean transactional) {
    this.transactional = transactional;
    return this;
  }

  public RecordBatchBuilder control(boolean control) {
    this.control = control;
    return this;
  }

  /** Sets the horizon of a compacted batch; to be called before the first append. */
  public RecordBatchBuilder deleteHorizonMs(long deleteHorizonMs) {
    if (recordsCount > 0) {
      throw new IllegalStateException("the delete horizon must be set before the first record");
    }
    this.deleteHorizonMs = deleteHorizonMs;
    this.baseTimestamp = deleteHorizonMs;
    return this;
  }

  /**
   * Lets the batch end at this offset though its last record has a lower one, as compaction leaves
   * it; to be called after the last append.
   */
  public RecordBatchBuilder endAt(long lastOffset) {
    if (lastOffset < this.lastOffset || lastOffset - baseOffset > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a batch from %d with a record at %d cannot end at %d"
              .formatted(baseOffset, this.lastOffset, lastOffset));
    }
    this.lastOffset = lastOffset;
    return this;
  }

  /** Appends a record at the next offset. */
  public RecordBatchBuilder append(long timestamp, byte[] key, byte[] value) {
    return append(timestamp, wrapped(key), wrapped(value), NO_HEADERS);
  }

  /** Appends a record at the next offset; the buffers' positions are not moved. */
  public RecordBatchBuilder append(long timestamp, ByteBuffer key, ByteBuffer value) {
    return append(timestamp, key, value, NO_HEADERS);
  }

  /** Appends a record at the next offset; the buffers' positions are not moved. */
  public RecordBatchBuilder append(
      long timestamp, ByteBuffer key, ByteBuffer value, List<RecordHeader> headers) {
    return appendAt(lastOffset + 1, timestamp, key, value, headers);
  }

  /** Appends a record at an offset above the last one, leaving a gap as compaction does. */
  public RecordBatchBuilder appendAt(
      long offset, long timestamp, ByteBuffer key, ByteBuffer value, List<RecordHeader> headers) {
    if (timestamp < 0 && timestamp != RecordBatchView.NO_TIMESTAMP) {
      throw new IllegalArgumentException("timestamp " + timestamp + " is negative and not -1");
    }
    int headersBytes = sizeOfHeaders(headers);
    int bodyBytes = beginRecord(offset, timestamp, key, value, headersBytes);
    int start = records().position();
    ByteBuffer buffer = putRecordStart(bodyBytes, offset, timestamp);
    putBytes(buffer, key);
    putBytes(buffer, value);
    Varint.put(buffer, headers.size());
    for (int i = 0; i < headers.size(); i++) {
      putHeader(buffer, headers.get(i));
    }
    assert buffer.position() - start == bodyBytes + Varint.sizeOf(bodyBytes);
    endRecord(offset, timestamp);
    return this;
  }

  /** Appends a record as another batch has it, its headers copied as bytes. */
  public RecordBatchBuilder appendAt(long offset, RecordView record) {
    ByteBuffer key = record.hasKey() ? record.key() : null;
    ByteBuffer value = record.hasValue() ? record.value() : null;
    ByteBuffer headers = record.headersBytes();
    int bodyBytes = beginRecord(offset, record.timestamp(), key, value, headers.remaining());
    ByteBuffer buffer = putRecordStart(bodyBytes, offset, record.timestamp());
    putBytes(buffer, key);
    putBytes(buffer, value);
    buffer.put(headers);
    endRecord(offset, record.timestamp());
    return this;
  }

  /** Appends the one record of the control batch that ends a transaction. */
  public RecordBatchBuilder appendEndTransaction(
      long timestamp, boolean committed, int coordinatorEpoch) {
    control(true).transactional(true);
    ByteBuffer value = ByteBuffer.allocate(Short.BYTES + Integer.BYTES);
    value.putShort(ControlRecordType.CURRENT_VERSION).putInt(coordinatorEpoch).flip();
    ControlRecordType type = committed ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
    return append(timestamp, type.key(), value);
  }

  /** Appends a control record whose value the caller has encoded. */
  public RecordBatchBuilder appendControl(
      long timestamp, ControlRecordType type, ByteBuffer value) {
    control(true);
    return append(timestamp, type.key(), value);
  }

  public int recordsCount() {
    return recordsCount;
  }

  /** The offset the next record gets. */
  public long nextOffset() {
    return lastOffset + 1;
  }

  /** Bytes so far, header included; of a compressed batch what the codec has not kept back. */
  public int sizeBytes() {
    return recordsCount == 0
        ? RecordBatchView.HEADER_BYTES
        : target.position() - startPosition + staging.position();
  }

  /**
   * Completes the batch.
   *
   * @return the batch, from position to limit; writable, so that a leader can set offsets. It
   *     shares memory with this builder and is overwritten by the next {@link #begin} unless the
   *     builder writes into a given buffer.
   */
  public ByteBuffer build() {
    if (recordsCount == 0) {
      throw new IllegalStateException("a record batch needs at least one record");
    }
    if (codec.isPresent()) {
      flushStaging();
      closeStream();
    }
    int sizeBytes = target.position() - startPosition;
    putBatchHeader(target.buffer(), startPosition, sizeBytes);
    ByteBuffer batch = target.buffer().slice(startPosition, sizeBytes);
    if (!target.grows()) {
      startPosition += sizeBytes;
    }
    return batch;
  }

  private static ByteBuffer wrapped(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static int sizeOfHeaders(List<RecordHeader> headers) {
    int bytes = Varint.sizeOf(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      RecordHeader header = headers.get(i);
      int keyBytes = header.keyBytes().length;
      bytes += Varint.sizeOf(keyBytes) + keyBytes + sizeOfBytes(header.value());
    }
    return bytes;
  }

  /** Checks a record, makes room for it, and returns the size of its body. */
  private int beginRecord(
      long offset, long timestamp, ByteBuffer key, ByteBuffer value, int headersBytes) {
    if (offset <= lastOffset || offset - baseOffset > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "offset " + offset + " cannot follow " + lastOffset + " in a batch from " + baseOffset);
    }
    if (recordsCount == 0) {
      beginRecords(timestamp);
    }
    int bodyBytes =
        1
            + Varint.sizeOf(timestamp - baseTimestamp)
            + Varint.sizeOf(offset - baseOffset)
            + sizeOfBytes(key)
            + sizeOfBytes(value)
            + headersBytes;
    records().reserve(Varint.sizeOf(bodyBytes) + bodyBytes);
    return bodyBytes;
  }

  /** Leaves room for the header, and opens the codec's stream behind it if there is one. */
  private void beginRecords(long timestamp) {
    if (deleteHorizonMs == RecordBatchView.NO_TIMESTAMP) {
      baseTimestamp = timestamp;
    }
    target.position(startPosition);
    target.reserve(RecordBatchView.HEADER_BYTES);
    target.position(startPosition + RecordBatchView.HEADER_BYTES);
    if (codec.isPresent()) {
      closeStream();
      try {
        stream = codec.get().compress(target, compressionLevel);
      } catch (IOException e) {
        throw new UncheckedIOException("compressing into memory failed", e);
      }
    }
  }

  /** Where records are encoded. */
  private GrowableBytes records() {
    return codec.isPresent() ? staging : target;
  }

  private static int sizeOfBytes(ByteBuffer bytes) {
    return bytes == null ? 1 : Varint.sizeOf(bytes.remaining()) + bytes.remaining();
  }

  private ByteBuffer putRecordStart(int bodyBytes, long offset, long timestamp) {
    ByteBuffer buffer = records().buffer();
    Varint.put(buffer, bodyBytes);
    buffer.put((byte) 0);
    Varint.put(buffer, timestamp - baseTimestamp);
    Varint.put(buffer, offset - baseOffset);
    return buffer;
  }

  private static void putBytes(ByteBuffer buffer, ByteBuffer bytes) {
    if (bytes == null) {
      Varint.put(buffer, -1);
      return;
    }
    int length = bytes.remaining();
    Varint.put(buffer, length);
    buffer.put(buffer.position(), bytes, bytes.position(), length);
    buffer.position(buffer.position() + length);
  }

  private static void putHeader(ByteBuffer buffer, RecordHeader header) {
    byte[] key = Objects.requireNonNull(header).keyBytes();
    Varint.put(buffer, key.length);
    buffer.put(key);
    putBytes(buffer, header.value());
  }

  private void endRecord(long offset, long timestamp) {
    lastOffset = offset;
    maxTimestamp = Math.max(maxTimestamp, timestamp);
    recordsCount++;
    if (staging.position() >= STAGED_BYTES) {
      flushStaging();
    }
  }

  private void flushStaging() {
    try {
      stream.write(staging.buffer().array(), 0, staging.position());
    } catch (IOException e) {
      throw new UncheckedIOException("compressing into memory failed", e);
    }
    staging.position(0);
  }

  private void closeStream() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException("compressing into memory failed", e);
    } finally {
      stream = NO_STREAM;
      staging.position(0);
    }
  }

  private void putBatchHeader(ByteBuffer buffer, int start, int sizeBytes) {
    int attributes = codec.map(CompressionCodec::type).orElse(CompressionType.NONE).id();
    attributes |=
        timestampType == TimestampType.LOG_APPEND_TIME ? RecordBatchView.LOG_APPEND_TIME_FLAG : 0;
    attributes |= transactional ? RecordBatchView.TRANSACTIONAL_FLAG : 0;
    attributes |= control ? RecordBatchView.CONTROL_FLAG : 0;
    attributes |=
        deleteHorizonMs == RecordBatchView.NO_TIMESTAMP ? 0 : RecordBatchView.DELETE_HORIZON_FLAG;
    buffer.putLong(start + RecordBatchView.BASE_OFFSET, baseOffset);
    buffer.putInt(
        start + RecordBatchView.BATCH_LENGTH, sizeBytes - RecordBatchView.LENGTH_OVERHEAD_BYTES);
    buffer.putInt(start + RecordBatchView.LEADER_EPOCH, partitionLeaderEpoch);
    buffer.put(start + RecordBatchView.MAGIC, RecordBatchView.MAGIC_V2);
    buffer.putShort(start + RecordBatchView.ATTRIBUTES, (short) attributes);
    buffer.putInt(start + RecordBatchView.LAST_OFFSET_DELTA, (int) (lastOffset - baseOffset));
    buffer.putLong(start + RecordBatchView.BASE_TIMESTAMP, baseTimestamp);
    buffer.putLong(
        start + RecordBatchView.MAX_TIMESTAMP,
        timestampType == TimestampType.LOG_APPEND_TIME ? logAppendTimeMs : maxTimestamp);
    buffer.putLong(start + RecordBatchView.PRODUCER_ID, producerId);
    buffer.putShort(start + RecordBatchView.PRODUCER_EPOCH, producerEpoch);
    buffer.putInt(start + RecordBatchView.BASE_SEQUENCE, baseSequence);
    buffer.putInt(start + RecordBatchView.RECORDS_COUNT, recordsCount);
    header.wrap(buffer, start).updateCrc();
  }
}
