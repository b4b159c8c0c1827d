package io.ringmain.protocol.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.protocol.compress.CompressionType;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The header in place, and the bytes of a batch as they have been on the wire since 0.11. */
class RecordBatchViewTest {
  private static final byte[] KEY = {'k'};
  private static final byte[] VALUE = {'v', 'w'};

  @Test
  void buildsTheseBytesForOneRecord() {
    ByteBuffer batch =
        new RecordBatchBuilder()
            .begin(7)
            .partitionLeaderEpoch(3)
            .producer(9, (short) 1, 5)
            .transactional(true)
            .append(
                1_000,
                ByteBuffer.wrap(KEY),
                ByteBuffer.wrap(VALUE),
                List.of(new RecordHeader("h", null)))
            .build();

    String golden =
        """
        0000000000000007 0000003e 00000003 02 829b35f0 0010 00000000
        00000000000003e8 00000000000003e8 0000000000000009 0001 00000005 00000001
        18 00 00 00 02 6b 04 7677 02 02 68 01
        """;
    assertEquals(golden.replaceAll("\\s", ""), HexFormat.of().formatHex(bytes(batch)));
  }

  @Test
  void readsEveryHeaderField() {
    ByteBuffer batch =
        new RecordBatchBuilder()
            .begin(70)
            .partitionLeaderEpoch(3)
            .producer(9, (short) 1, Integer.MAX_VALUE)
            .append(1_000, KEY, VALUE)
            .append(3_000, KEY, null)
            .append(2_000, null, VALUE)
            .build();
    RecordBatchView view = new RecordBatchView().wrap(batch, 0);

    assertEquals(70, view.baseOffset());
    assertEquals(72, view.lastOffset());
    assertEquals(73, view.nextOffset());
    assertEquals(2, view.lastOffsetDelta());
    assertEquals(batch.remaining(), view.sizeBytes());
    assertEquals(batch.remaining() - 12, view.batchLength());
    assertEquals(3, view.partitionLeaderEpoch());
    assertEquals(2, view.magic());
    assertEquals(CompressionType.NONE, view.compressionType());
    assertEquals(TimestampType.CREATE_TIME, view.timestampType());
    assertFalse(view.isTransactional());
    assertFalse(view.isControl());
    assertFalse(view.hasDeleteHorizon());
    assertEquals(1_000, view.baseTimestamp());
    assertEquals(3_000, view.maxTimestamp());
    assertTrue(view.hasProducerId());
    assertEquals(9, view.producerId());
    assertEquals(1, view.producerEpoch());
    assertEquals(Integer.MAX_VALUE, view.baseSequence());
    assertEquals(1, view.lastSequence(), "sequences wrap to 0");
    assertEquals(3, view.recordsCount());
    assertTrue(view.isComplete());
    assertTrue(view.isCrcValid());
  }

  @Test
  void offsetAndLeaderEpochAreOutsideTheCrc() {
    RecordBatchView view = new RecordBatchView().wrap(oneRecord(), 0);

    view.baseOffset(1L << 40).partitionLeaderEpoch(12);

    assertTrue(view.isCrcValid());
    assertEquals(1L << 40, view.lastOffset());
    assertEquals(12, view.partitionLeaderEpoch());
  }

  @Test
  void settingLogAppendTimeKeepsTheCrcValid() {
    RecordBatchView view = new RecordBatchView().wrap(oneRecord(), 0);

    view.maxTimestamp(TimestampType.LOG_APPEND_TIME, 99);

    assertTrue(view.isCrcValid());
    assertEquals(TimestampType.LOG_APPEND_TIME, view.timestampType());
    assertEquals(99, view.maxTimestamp());
  }

  @Test
  void computesTheSameCrcOffHeapAndLeavesPositionsAlone() {
    ByteBuffer batch = oneRecord();
    ByteBuffer direct = ByteBuffer.allocateDirect(batch.remaining() + 10);
    direct.put(5, batch, 0, batch.remaining()).position(2).limit(batch.remaining() + 5);

    RecordBatchView view = new RecordBatchView().wrap(direct, 5);

    assertTrue(view.isCrcValid());
    assertTrue(new RecordBatchView().wrap(direct.asReadOnlyBuffer(), 5).isCrcValid());
    assertEquals(2, direct.position());
    assertEquals(batch.remaining() + 5, direct.limit());
  }

  @Test
  void refusesLittleEndianBuffers() {
    ByteBuffer little = oneRecord().order(ByteOrder.LITTLE_ENDIAN);
    assertThrows(IllegalArgumentException.class, () -> new RecordBatchView().wrap(little, 0));
  }

  @Test
  void walksARunUpToItsTornTail() {
    ByteBuffer run = ByteBuffer.allocate(500);
    RecordBatchBuilder builder = new RecordBatchBuilder(run);
    builder.begin(0).append(1, KEY, VALUE).append(1, KEY, VALUE).build();
    builder.begin(2).append(1, KEY, VALUE).build();
    int whole = run.position();
    builder.begin(3).append(1, KEY, VALUE).build();
    RecordBatches batches = new RecordBatches().wrap(run, 0, run.position() - 1);

    assertTrue(batches.next());
    assertEquals(0, batches.current().baseOffset());
    assertTrue(batches.next());
    assertEquals(2, batches.current().baseOffset());
    assertFalse(batches.next());
    assertEquals(whole, batches.position());
    assertFalse(batches.isAtEnd());
  }

  @Test
  void walkEndsAtLengthsThatCannotBe() {
    for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 48, 1_000, Integer.MAX_VALUE}) {
      ByteBuffer batch = oneRecord();
      batch.putInt(8, length);
      RecordBatches batches = new RecordBatches().wrap(batch);
      assertFalse(batches.next(), "length " + length);
      assertFalse(batches.isAtEnd());
    }
  }

  @Test
  void appendBeyondAGivenBufferLeavesTheBatchAsItWas() {
    ByteBuffer target = ByteBuffer.allocate(90);
    RecordBatchBuilder builder = new RecordBatchBuilder(target).begin(0).append(1, KEY, VALUE);

    byte[] large = new byte[100];
    assertThrows(BufferOverflowException.class, () -> builder.append(1, KEY, large));

    RecordBatchView view = new RecordBatchView().wrap(builder.build(), 0);
    assertEquals(1, view.recordsCount());
    assertTrue(view.isCrcValid());
  }

  @Test
  void endTransactionMarkerHasKafkasBytes() {
    ByteBuffer batch =
        new RecordBatchBuilder()
            .begin(5)
            .producer(9, (short) 1, RecordBatchView.NO_SEQUENCE)
            .appendEndTransaction(1_000, true, 17)
            .build();
    RecordBatchView view = new RecordBatchView().wrap(batch, 0);

    assertTrue(view.isControl());
    assertTrue(view.isTransactional());
    assertEquals(ControlRecordType.COMMIT, ControlRecordType.of(batch.slice(66, 4)));
    assertEquals(17, batch.getInt(73));
  }

  private static ByteBuffer oneRecord() {
    return new RecordBatchBuilder().begin(7).append(1_000, KEY, VALUE).build();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }
}
