package io.ringmain.protocol.record;

import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the records a producer sent for one partition. Step 2 of the write path.
 *
 * <p>One per transport thread, reused; a good uncompressed batch is checked without any allocation.
 * The order of the checks and their outcomes are those of Apache Kafka:
 *
 * <pre>
 *   exactly one whole batch, magic 2     what follows it unfinished is ignored
 *   base offset 0, size, CRC
 *   offsets and count agree, no control batch, producer fields agree
 *   every record                         lengths, key of a compacted topic, timestamp; usually by
 *                                        a {@link RecordScan}; when compressed: as it streams by,
 *                                        if its codec is present
 *   the header's timestamps              set to what the records say, or to now
 * </pre>
 *
 * <p>Where offset deltas are not 0, 1, 2… or the topic wants another compression, {@link
 * #needsRewrite} is true, and the batch is to be passed through a {@link BatchRewriter} before it
 * is appended.
 */
public final class BatchValidator {
  private static final int LEAST_BATCH_LENGTH = 14;
  private static final int MAX_RECORD_FAULTS = 1_000;

  /** Nothing that is added to a smaller one overflows. */
  private static final long LARGEST_PLAIN_TIMESTAMP = Long.MAX_VALUE >> 1;

  private final CompressionCodecs codecs;
  private final RecordBatchView batch = new RecordBatchView();
  private final RecordIterator records;
  private final RecordScan scan = new RecordScan();

  private BatchFault fault = BatchFault.NONE;
  private String message = "";
  private List<RecordFault> recordFaults = List.of();
  private boolean oneBatch;
  private boolean timestampFault;
  private boolean needsRewrite;
  private long maxTimestamp;

  public BatchValidator(CompressionCodecs codecs) {
    this.codecs = codecs;
    this.records = RecordIterator.skippingContents(codecs);
  }

  /**
   * Checks what lies between two positions, and on success brings the timestamps of the batch's
   * header up to date in place.
   *
   * @return {@link BatchFault#NONE}, or else {@link #message} and {@link #recordFaults} say more
   */
  public BatchFault validate(
      ByteBuffer buffer, int position, int end, BatchRules rules, long nowMs) {
    fault = BatchFault.NONE;
    message = "";
    recordFaults = List.of();
    timestampFault = false;
    needsRewrite = false;
    maxTimestamp = RecordBatchView.NO_TIMESTAMP;

    oneBatch = isOneBatch(buffer, position, end);
    if (oneBatch
        && isIntact(rules)
        && isHeaderConsistent(rules)
        && areRecordsValid(rules, nowMs)
        && !needsRewrite) {
      TimestampType type = rules.timestampType();
      if (type == TimestampType.LOG_APPEND_TIME) {
        maxTimestamp = nowMs;
      }
      batch.maxTimestamp(type, maxTimestamp);
    }
    return fault;
  }

  /** The batch that was checked. */
  public RecordBatchView batch() {
    return batch;
  }

  /** Whether there was exactly one whole batch, however bad. */
  public boolean isOneBatch() {
    return oneBatch;
  }

  /** What is wrong, for the client and the log; empty when nothing is. */
  public String message() {
    return message;
  }

  /** The records at fault, when single records are, up to a thousand of them. */
  public List<RecordFault> recordFaults() {
    return recordFaults;
  }

  /** Whether the batch is good but must not be appended as it is. */
  public boolean needsRewrite() {
    return needsRewrite;
  }

  /** The greatest timestamp of the records, or the time given when the topic stamps at append. */
  public long maxTimestamp() {
    return maxTimestamp;
  }

  private boolean isOneBatch(ByteBuffer buffer, int position, int end) {
    if (!isWholeBatch(buffer, position, end)) {
      return fault == BatchFault.NONE
          && refuse(BatchFault.INVALID_RECORD, "there is no whole record batch");
    }
    batch.wrap(buffer, position);
    if (batch.magic() != RecordBatchView.MAGIC_V2) {
      return refuse(BatchFault.INVALID_RECORD, "magic is " + batch.magic() + ", allowed is 2");
    }
    if (batch.sizeBytes() < RecordBatchView.HEADER_BYTES) {
      return refuse(
          BatchFault.CORRUPT_MESSAGE, "the batch's " + batch.sizeBytes() + " bytes are no header");
    }
    if (isWholeBatch(buffer, batch.endPosition(), end)) {
      return refuse(
          BatchFault.INVALID_RECORD, "there is more than one record batch for the partition");
    }
    return fault == BatchFault.NONE;
  }

  /** Whether a batch of any format lies here whole; a fault when what lies here is none at all. */
  private boolean isWholeBatch(ByteBuffer buffer, int position, int end) {
    int bytes = end - position;
    if (bytes < RecordBatchView.LENGTH_OVERHEAD_BYTES) {
      return false;
    }
    int batchLength = buffer.getInt(position + RecordBatchView.BATCH_LENGTH);
    if (batchLength < LEAST_BATCH_LENGTH) {
      return refuse(BatchFault.CORRUPT_MESSAGE, "a record batch claims a length of " + batchLength);
    }
    if (bytes <= RecordBatchView.MAGIC) {
      return false;
    }
    byte magic = buffer.get(position + RecordBatchView.MAGIC);
    if (magic < 0 || magic > RecordBatchView.MAGIC_V2) {
      return refuse(BatchFault.CORRUPT_MESSAGE, "magic is " + magic + ", allowed is 2");
    }
    return batchLength <= bytes - RecordBatchView.LENGTH_OVERHEAD_BYTES;
  }

  private boolean isIntact(BatchRules rules) {
    if (batch.baseOffset() != 0) {
      return refuse(
          BatchFault.INVALID_RECORD,
          "the base offset is " + batch.baseOffset() + ", allowed is 0 from a producer");
    }
    BatchFault sizeFault = rules.faultOfSize(batch.sizeBytes());
    if (sizeFault == BatchFault.MESSAGE_TOO_LARGE) {
      return refuse(
          sizeFault,
          "the batch has "
              + batch.sizeBytes()
              + " bytes, max.message.bytes is "
              + rules.maxMessageBytes());
    }
    int computedCrc = batch.computeCrc();
    if (batch.crc() != computedCrc) {
      return refuse(
          BatchFault.CORRUPT_MESSAGE,
          "the batch carries CRC "
              + Integer.toUnsignedString(batch.crc())
              + ", its content has "
              + Integer.toUnsignedString(computedCrc));
    }
    return true;
  }

  private boolean isHeaderConsistent(BatchRules rules) {
    int count = batch.recordsCount();
    if (count <= 0 || batch.lastOffsetDelta() != count - 1) {
      return refuse(
          BatchFault.INVALID_RECORD,
          "the batch claims " + count + " records, last offset delta " + batch.lastOffsetDelta());
    }
    if (batch.isControl()) {
      return refuse(BatchFault.INVALID_RECORD, "producers must not write control records");
    }
    if (batch.hasProducerId() && (batch.baseSequence() < 0 || batch.producerEpoch() < 0)) {
      return refuse(
          BatchFault.INVALID_RECORD,
          "producer id "
              + batch.producerId()
              + " comes with producer epoch "
              + batch.producerEpoch()
              + " and sequence "
              + batch.baseSequence());
    }
    if (batch.isTransactional() && !batch.hasProducerId()) {
      return refuse(BatchFault.INVALID_RECORD, "transactional records need a producer id");
    }
    if (!CompressionType.isKnown(batch.compressionId())) {
      return refuse(
          BatchFault.UNSUPPORTED_COMPRESSION_TYPE,
          "compression id " + batch.compressionId() + " is unknown");
    }
    if (batch.sizeBytes() > rules.segmentBytes()) {
      return refuse(
          BatchFault.RECORD_LIST_TOO_LARGE,
          "the batch has " + batch.sizeBytes() + " bytes, a segment " + rules.segmentBytes());
    }
    return true;
  }

  private boolean areRecordsValid(BatchRules rules, long nowMs) {
    CompressionType type = batch.compressionType();
    boolean wantsOtherCompression =
        rules.compression().isPresent() && rules.compression().get() != type;
    needsRewrite = wantsOtherCompression;
    if (type == CompressionType.NONE && areRecordsPlain(rules, nowMs)) {
      return true;
    }
    if (!codecs.has(type)) {
      return isUnreadableBatchValid(rules, nowMs);
    }
    try {
      walkRecords(rules, nowMs);
    } catch (InvalidRecordsException e) {
      // What cannot be read is no matter of single records.
      recordFaults = List.of();
      return refuse(e.fault(), e.getMessage());
    } finally {
      records.close();
    }
    return recordFaults.isEmpty() || refuseForRecords();
  }

  /**
   * The short way through an uncompressed batch whose records are all good; false when one may not
   * be, or is of a kind that needs a closer look.
   */
  private boolean areRecordsPlain(BatchRules rules, long nowMs) {
    long base = batch.baseTimestamp();
    if (base < 0
        || base > LARGEST_PLAIN_TIMESTAMP
        || batch.timestampType() != TimestampType.CREATE_TIME
        || !scan.scan(batch)) {
      return false;
    }
    long oldest = base + scan.smallestTimestampDelta();
    long newest = base + scan.largestTimestampDelta();
    if (oldest < 0
        || !isTimestampValid(oldest, rules, nowMs)
        || !isTimestampValid(newest, rules, nowMs)
        || (rules.compacted() && !scan.allHaveKeys())) {
      return false;
    }
    maxTimestamp = newest;
    needsRewrite |= !scan.offsetsFollow();
    return true;
  }

  private void walkRecords(BatchRules rules, long nowMs) {
    RecordView record = records.wrap(batch, rules.maxRecordBytes()).current();
    boolean needsKeys = rules.compacted();
    long newest = RecordBatchView.NO_TIMESTAMP;
    boolean offsetsFollow = true;
    for (int index = 0; records.next(); index++) {
      long timestamp = record.timestamp();
      if (needsKeys && !record.hasKey()) {
        noteFault(index, "the topic is compacted, every record needs a key");
      } else if (!isTimestampValid(timestamp, rules, nowMs)) {
        noteTimestampFault(index, timestamp, rules, nowMs);
      }
      newest = Math.max(newest, timestamp);
      offsetsFollow &= record.offsetDelta() == index;
    }
    maxTimestamp = newest;
    needsRewrite |= !offsetsFollow;
  }

  /** Checks what can be checked of a batch whose codec is missing: that its header may be true. */
  private boolean isUnreadableBatchValid(BatchRules rules, long nowMs) {
    if (needsRewrite) {
      return refuse(
          BatchFault.UNSUPPORTED_COMPRESSION_TYPE,
          "the topic wants "
              + rules.compression().get().configName()
              + ", and this broker has no codec to read "
              + batch.compressionType().configName());
    }
    maxTimestamp = batch.maxTimestamp();
    if (!isTimestampValid(maxTimestamp, rules, nowMs)) {
      return refuse(
          BatchFault.INVALID_TIMESTAMP, timestampMessage(batch.maxTimestamp(), rules, nowMs));
    }
    return true;
  }

  private boolean isTimestampValid(long timestamp, BatchRules rules, long nowMs) {
    if (rules.timestampType() == TimestampType.CREATE_TIME
        && timestamp != RecordBatchView.NO_TIMESTAMP) {
      long ageMs = nowMs - timestamp;
      return ageMs <= rules.timestampBeforeMaxMs() && -ageMs <= rules.timestampAfterMaxMs();
    }
    return batch.timestampType() == TimestampType.CREATE_TIME;
  }

  private void noteTimestampFault(int index, long timestamp, BatchRules rules, long nowMs) {
    timestampFault = true;
    noteFault(index, timestampMessage(timestamp, rules, nowMs));
  }

  private static String timestampMessage(long timestamp, BatchRules rules, long nowMs) {
    if (rules.timestampType() == TimestampType.CREATE_TIME
        && timestamp != RecordBatchView.NO_TIMESTAMP) {
      return "timestamp "
          + timestamp
          + " is out of range, allowed is "
          + (nowMs - rules.timestampBeforeMaxMs())
          + " to "
          + (nowMs + rules.timestampAfterMaxMs());
    }
    return "producers must not set the timestamp type to LogAppendTime";
  }

  private void noteFault(int index, String what) {
    if (recordFaults.isEmpty()) {
      recordFaults = new ArrayList<>();
    }
    if (recordFaults.size() < MAX_RECORD_FAULTS) {
      recordFaults.add(new RecordFault(index, what));
    }
  }

  private boolean refuseForRecords() {
    RecordFault first = recordFaults.getFirst();
    return refuse(
        timestampFault ? BatchFault.INVALID_TIMESTAMP : BatchFault.INVALID_RECORD,
        recordFaults.size()
            + " records are refused, the first at index "
            + first.recordIndex()
            + ": "
            + first.message());
  }

  private boolean refuse(BatchFault found, String what) {
    fault = found;
    message = what;
    return false;
  }
}
