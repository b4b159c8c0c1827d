package io.ringmain.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Single facts about what producers may send; the oracle's properties cover the rest. */
class BatchValidatorTest {
  private static final long NOW_MS = 1_000_000;
  private static final byte[] KEY = {'k'};
  private static final byte[] VALUE = new byte[100];

  private final CompressionCodecs codecs = CompressionCodecs.builtIn();
  private final BatchValidator validator = new BatchValidator(codecs);
  private final RecordBatchBuilder builder = new RecordBatchBuilder();

  @Test
  void acceptsAnIdempotentBatch() {
    ByteBuffer batch = builder.begin(0).producer(7, (short) 0, 12).append(5, KEY, VALUE).build();
    assertEquals(BatchFault.NONE, validate(batch, BatchRules.DEFAULTS));
    assertFalse(validator.needsRewrite());
    assertEquals(5, validator.maxTimestamp());
    assertEquals("", validator.message());
  }

  @Test
  void stampsALogAppendTimeTopicsBatchInPlace() {
    ByteBuffer batch = builder.begin(0).append(5, KEY, VALUE).build();
    BatchRules rules = BatchRules.DEFAULTS.withTimestamps(TimestampType.LOG_APPEND_TIME, 1, 1);
    assertEquals(BatchFault.NONE, validate(batch, rules));
    assertEquals(NOW_MS, validator.batch().maxTimestamp());
    assertEquals(TimestampType.LOG_APPEND_TIME, validator.batch().timestampType());
    assertTrue(validator.batch().isCrcValid());
  }

  @Test
  void namesTheRecordsWithoutKeysOfACompactedTopic() {
    ByteBuffer batch =
        builder
            .begin(0)
            .append(5, KEY, VALUE)
            .append(5, null, VALUE)
            .append(5, null, VALUE)
            .build();
    assertEquals(
        BatchFault.INVALID_RECORD, validate(batch, BatchRules.DEFAULTS.withCompacted(true)));
    assertEquals(
        List.of(1, 2), validator.recordFaults().stream().map(RecordFault::recordIndex).toList());
  }

  @Test
  void refusesTimestampsTooOldOrTooFarAhead() {
    BatchRules rules = BatchRules.DEFAULTS.withTimestamps(TimestampType.CREATE_TIME, 100, 10);
    assertEquals(BatchFault.NONE, validate(batchAt(NOW_MS - 100), rules));
    assertEquals(BatchFault.NONE, validate(batchAt(NOW_MS + 10), rules));
    assertEquals(BatchFault.INVALID_TIMESTAMP, validate(batchAt(NOW_MS - 101), rules));
    assertEquals(BatchFault.INVALID_TIMESTAMP, validate(batchAt(NOW_MS + 11), rules));
  }

  @Test
  void refusesControlBatchesFromClients() {
    ByteBuffer batch =
        builder.begin(0).producer(7, (short) 0, 0).appendEndTransaction(5, true, 1).build();
    assertEquals(BatchFault.INVALID_RECORD, validate(batch, BatchRules.DEFAULTS));
  }

  @Test
  void refusesTransactionalRecordsOfNobody() {
    ByteBuffer batch = builder.begin(0).transactional(true).append(5, KEY, VALUE).build();
    assertEquals(BatchFault.INVALID_RECORD, validate(batch, BatchRules.DEFAULTS));
  }

  @Test
  void refusesBatchesLargerThanTheTopicOrASegmentAllows() {
    ByteBuffer batch = batchAt(5);
    int size = batch.remaining();
    BatchRules rules = BatchRules.DEFAULTS;
    assertEquals(BatchFault.NONE, validate(batch, rules.withMaxMessageBytes(size)));
    assertEquals(
        BatchFault.MESSAGE_TOO_LARGE, validate(batch, rules.withMaxMessageBytes(size - 1)));
    assertEquals(
        BatchFault.RECORD_LIST_TOO_LARGE, validate(batch, rules.withSegmentBytes(size - 1)));
  }

  @Test
  void movesBatchesWhoseCodecIsMissingUnlessTheyMustBeRecompressed() {
    ByteBuffer batch =
        builder
            .begin(0)
            .compression(codecs.codec(CompressionType.GZIP), CompressionCodec.DEFAULT_LEVEL)
            .append(5, KEY, VALUE)
            .build();
    BatchValidator withoutCodecs = new BatchValidator(CompressionCodecs.of(List.of()));

    BatchRules rules = BatchRules.DEFAULTS;
    assertEquals(BatchFault.NONE, withoutCodecs.validate(batch, 0, batch.limit(), rules, NOW_MS));
    BatchRules plain = rules.withCompression(CompressionType.NONE, CompressionCodec.DEFAULT_LEVEL);
    assertEquals(
        BatchFault.UNSUPPORTED_COMPRESSION_TYPE,
        withoutCodecs.validate(batch, 0, batch.limit(), plain, NOW_MS));
  }

  @Test
  void rewritesBatchesWhoseOffsetsDoNotFollow() {
    ByteBuffer batch =
        builder
            .begin(0)
            .append(5, ByteBuffer.wrap(KEY), ByteBuffer.wrap(VALUE), List.of())
            .appendAt(2, 6, ByteBuffer.wrap(KEY), ByteBuffer.wrap(VALUE), List.of())
            .build();
    RecordBatchView view = new RecordBatchView().wrap(batch, 0);
    batch.putInt(RecordBatchView.LAST_OFFSET_DELTA, 1);
    view.updateCrc();

    assertEquals(BatchFault.NONE, validate(batch, BatchRules.DEFAULTS));
    assertTrue(validator.needsRewrite());
    ByteBuffer rewritten =
        new BatchRewriter(codecs).rewrite(validator.batch(), BatchRules.DEFAULTS, NOW_MS);
    assertEquals(BatchFault.NONE, validate(rewritten, BatchRules.DEFAULTS));
    assertFalse(validator.needsRewrite());
    assertEquals(2, validator.batch().recordsCount());
  }

  @Test
  void aBombIsStreamedInBoundedMemoryAndRefusedWhenItMustBeHeld() {
    byte[] zeros = new byte[64 * 1024 * 1024];
    ByteBuffer bomb =
        builder
            .begin(0)
            .compression(codecs.codec(CompressionType.GZIP), CompressionCodec.DEFAULT_LEVEL)
            .append(5, KEY, zeros)
            .build();
    BatchRules rules = BatchRules.DEFAULTS;

    assertEquals(BatchFault.NONE, validate(bomb, rules));
    assertEquals(BatchFault.INVALID_RECORD, validate(bomb, rules.withMaxRecordBytes(1024 * 1024)));

    BatchRules plain = rules.withCompression(CompressionType.NONE, CompressionCodec.DEFAULT_LEVEL);
    assertEquals(BatchFault.NONE, validate(bomb, plain));
    InvalidRecordsException e =
        assertThrows(
            InvalidRecordsException.class,
            () -> new BatchRewriter(codecs).rewrite(validator.batch(), plain, NOW_MS));
    assertEquals(BatchFault.MESSAGE_TOO_LARGE, e.fault());
  }

  @Test
  void checkingAnUncompressedBatchAllocatesNothing() {
    builder.begin(0);
    for (int i = 0; i < 500; i++) {
      builder.append(5, KEY, VALUE);
    }
    ByteBuffer built = builder.build();
    ByteBuffer batch = ByteBuffer.allocateDirect(built.remaining()).put(built).flip();
    for (int i = 0; i < 2_000; i++) {
      validate(batch, BatchRules.DEFAULTS);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      validate(batch, BatchRules.DEFAULTS);
    }
    long bytesPerBatch = (threads.getCurrentThreadAllocatedBytes() - before) / 1_000;
    assertTrue(bytesPerBatch < 64, bytesPerBatch + " bytes per batch");
  }

  private ByteBuffer batchAt(long timestamp) {
    return builder.begin(0).append(timestamp, KEY, VALUE).build();
  }

  private BatchFault validate(ByteBuffer batch, BatchRules rules) {
    return validator.validate(batch, 0, batch.limit(), rules, NOW_MS);
  }
}
