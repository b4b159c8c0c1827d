package io.ringmain.kernel.compaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.compaction.CompactedLog.Entry;
import io.ringmain.kernel.compaction.CompactedLog.Seen;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.ControlRecordType;
import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.protocol.record.RecordBatchView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogCompactionTest {
  private final CompactedLog log = new CompactedLog(Map.of());

  private static List<String> said(CompactedLog log) {
    return log.content().stream().map(r -> r.offset() + ":" + r.key() + "=" + r.value()).toList();
  }

  @Test
  void keepsTheLastRecordOfEachKeyWithItsOffset() {
    log.append("a", "1");
    log.append("b", "1");
    log.append("a", "2");
    log.log.roll();
    log.append("a", "3");
    log.compact();
    assertEquals(List.of("1:b=1", "2:a=2", "3:a=3"), said(log), "the active segment stays");
    assertEquals(3, log.partition.upkeep().firstDirtyOffset());
    assertEquals(0, log.log.openSlices());
    assertEquals(0, log.log.openRewrites());
  }

  @Test
  void removesATombstoneOnlyAfterDeleteRetention() {
    log.append("a", "1");
    log.append("a", null);
    log.append("b", "1");
    log.log.roll();
    log.compact();
    assertEquals(List.of("1:a=null", "2:b=1"), said(log));
    log.nowMs += CompactedLog.DELETE_RETENTION_MS - 1;
    log.append("c", "1");
    log.log.roll();
    log.compact();
    assertEquals(List.of("1:a=null", "2:b=1", "3:c=1"), said(log));
    log.nowMs += 1;
    log.append("d", "1");
    log.log.roll();
    log.compact();
    assertEquals(List.of("2:b=1", "3:c=1", "4:d=1"), said(log));
    assertEquals(1_000_000, log.content().getFirst().timestamp(), "timestamps stay");
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "GZIP", "SNAPPY", "LZ4"})
  void filtersCompressedBatchesAndKeepsTheirCodecAndProducer(CompressionType type) {
    log.append(type, 7, 0, List.of(new Entry("a", "1"), new Entry("b", "1"), new Entry("c", null)));
    log.append(type, 7, 3, List.of(new Entry("b", "2")));
    log.log.roll();
    log.compact();
    assertEquals(List.of("0:a=1", "2:c=null", "3:b=2"), said(log));
    RecordBatchView batch = new RecordBatchView().wrap(log.log.content().getFirst(), 0);
    assertEquals(type, batch.compressionType());
    assertEquals(7, batch.producerId());
    assertEquals(0, batch.baseSequence());
    assertEquals(2, batch.lastSequence(), "also of what is gone");
    assertTrue(batch.hasDeleteHorizon());
    assertEquals(log.nowMs + CompactedLog.DELETE_RETENTION_MS, batch.baseTimestamp());
  }

  @Test
  void keepsTheLastBatchOfAProducerWithoutRecordsForItsSequence() {
    log.append(CompressionType.GZIP, 7, 0, List.of(new Entry("a", "1")));
    log.append(CompressionType.GZIP, 7, 1, List.of(new Entry("a", "2"), new Entry("a", "3")));
    log.append("a", "4");
    log.log.roll();
    log.append("b", "1");
    log.compact();
    assertEquals(List.of("3:a=4", "4:b=1"), said(log));
    RecordBatchView empty = new RecordBatchView().wrap(log.log.content().getFirst(), 0);
    assertEquals(0, empty.recordsCount());
    assertEquals(1, empty.baseOffset());
    assertEquals(2, empty.lastOffset());
    assertEquals(2, empty.lastSequence());
    log.reopen();
    assertEquals(
        ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
        log.append(CompressionType.NONE, 7, 9, List.of(new Entry("x", "1"))));
    assertEquals(
        ErrorCode.NONE, log.append(CompressionType.NONE, 7, 3, List.of(new Entry("x", "1"))));
    log.log.roll();
    log.compact();
    assertEquals(List.of("3:a=4", "4:b=1", "5:x=1"), said(log));
    assertEquals(3, log.log.content().size(), "the emptied batch is no more the last one");
  }

  @Test
  void keepsBatchesWholeWhoseCodecIsMissingAndTombstonesAfterThem() {
    log.codecs = CompressionCodecs.of(List.of());
    log.append(CompressionType.GZIP, -1, 0, List.of(new Entry("a", "1"), new Entry("b", "1")));
    log.append("a", "2");
    log.append("a", null);
    log.log.roll();
    log.compact();
    assertEquals(List.of("0:a=1", "1:b=1", "3:a=null"), said(log));
    log.nowMs += 10 * CompactedLog.DELETE_RETENTION_MS;
    log.append("c", "1");
    log.log.roll();
    log.compact();
    assertEquals(List.of("0:a=1", "1:b=1", "3:a=null", "4:c=1"), said(log));
    assertEquals(5, log.partition.upkeep().firstDirtyOffset());
    log.reopen();
    assertEquals(0, log.partition.upkeep().firstDirtyOffset(), "the codec may be there next time");
    log.codecs = CompactedLog.CODECS;
    log.compact();
    assertEquals(List.of("1:b=1", "3:a=null", "4:c=1"), said(log));
  }

  @Test
  void leavesControlAndTransactionalBatchesAsTheyAre() {
    RecordBatchBuilder builder = new RecordBatchBuilder().begin(0).producer(9, (short) 0, 0);
    builder.transactional(true);
    builder.append(log.nowMs, "a".getBytes(UTF_8), "in doubt".getBytes(UTF_8));
    log.append(builder.build());
    builder.begin(0).producer(10, (short) 0, RecordBatchView.NO_SEQUENCE).transactional(true);
    log.append(
        builder.appendControl(log.nowMs, ControlRecordType.ABORT, ByteBuffer.allocate(6)).build());
    log.append("a", "1");
    log.append("a", "2");
    log.log.roll();
    List<ByteBuffer> before = log.log.content().subList(0, 2);
    log.compact();
    assertEquals(before, log.log.content().subList(0, 2));
    assertEquals(3, log.log.content().size());
  }

  @Test
  void dropsRecordsWithoutKeyThatWereThereBeforeTheTopicWasCompacted() {
    RecordBatchBuilder builder = new RecordBatchBuilder().begin(0);
    log.append(builder.append(log.nowMs, null, "no key".getBytes(UTF_8)).build());
    log.append("a", "1");
    log.log.roll();
    log.compact();
    assertEquals(List.of("1:a=1"), said(log));
  }

  @Test
  void takesSeveralPassesWhenTheTableIsSmall() {
    log.settings = new CompactionSettings(100, 4 * KeyOffsets.SLOT_BYTES, 0.9, Double.MAX_VALUE);
    for (int i = 0; i < 20; i++) {
      log.append("key" + i % 7, "value" + i);
      if (i % 5 == 4) {
        log.log.roll();
      }
    }
    int passes = 0;
    while (log.dirty().dirtyBytes() > 0) {
      long before = log.partition.upkeep().firstDirtyOffset();
      log.compact();
      assertTrue(log.partition.upkeep().firstDirtyOffset() > before, "each pass gets on");
      passes++;
    }
    assertTrue(passes > 1);
    assertEquals(
        List.of(13L, 14L, 15L, 16L, 17L, 18L, 19L),
        log.content().stream().map(Seen::offset).toList());
  }

  @Test
  void joinsSmallSegments() {
    for (int i = 0; i < 6; i++) {
      log.append("key" + i, "value");
      log.log.roll();
    }
    log.compact();
    assertEquals(2, log.log.segments().size());
    assertEquals(1, log.log.replacements());
  }

  @Test
  void leavesASegmentAloneOfWhichNothingGoes() {
    log.append("a", "1");
    log.log.roll();
    log.append("b", "1");
    log.compact();
    assertEquals(0, log.log.replacements());
    assertEquals(1, log.partition.upkeep().firstDirtyOffset());
  }

  @Test
  void keepsTheEndOfTheLogInReach() {
    log.append("a", null);
    log.log.roll();
    log.compact();
    log.nowMs += 2 * CompactedLog.DELETE_RETENTION_MS;
    log.partition.upkeep().compactedTo(log.partition.log(), 0, 0);
    log.compact();
    RecordBatchView last = new RecordBatchView().wrap(log.log.content().getLast(), 0);
    assertEquals(0, last.recordsCount());
    assertEquals(log.partition.logEndOffset(), last.nextOffset());
  }

  @Test
  void neverCompactsWhatIsYoungerThanTheLeastLag() {
    CompactedLog lagging = new CompactedLog(Map.of("min.compaction.lag.ms", "500"));
    lagging.append("a", "1");
    lagging.append("a", "2");
    lagging.log.roll();
    lagging.nowMs += 300;
    lagging.append("a", "3");
    lagging.append("a", "4");
    lagging.log.roll();
    lagging.append("b", "1");
    lagging.nowMs += 300;
    assertEquals(2, lagging.dirty().toOffset());
    lagging.compact();
    assertEquals(List.of("1:a=2", "2:a=3", "3:a=4", "4:b=1"), said(lagging));
  }

  @Test
  void isDueByRatioOrByTheLargestLag() {
    CompactedLog both =
        new CompactedLog(
            Map.of("min.cleanable.dirty.ratio", "0.9", "max.compaction.lag.ms", "1000"));
    both.append("a", "1");
    assertFalse(both.dirty().isDue(both.partition.config()), "the active segment does not count");
    both.log.roll();
    assertTrue(both.dirty().isDue(both.partition.config()), "all of it is dirty");
    both.compact();
    both.append("b", "1");
    both.log.roll();
    assertEquals(0.5, both.dirty().dirtyRatio(), 0.01);
    assertFalse(both.dirty().isDue(both.partition.config()));
    both.nowMs += 1_001;
    assertTrue(both.dirty().isDue(both.partition.config()));
  }

  @Test
  void endsWhenItIsToStopOrTheSegmentsAreGone() {
    log.append("a", "1");
    log.append("a", "2");
    log.log.roll();
    List<String> before = said(log);
    for (int steps = 0; steps < 4; steps++) {
      log.stopping = false;
      CompletableFuture<Void> done = log.begin();
      for (int i = 0; i < steps && log.waitingSteps() > 0; i++) {
        log.runOne();
      }
      log.stopping = true;
      log.runAll();
      assertTrue(done.isCompletedExceptionally());
      assertEquals(0, log.log.openRewrites());
    }
    log.stopping = false;
    log.log.refuseReplacing();
    CompletableFuture<Void> done = log.begin();
    log.runAll();
    assertTrue(done.isCompletedExceptionally());
    assertEquals(before, said(log));
    assertEquals(0, log.partition.upkeep().firstDirtyOffset());
    assertEquals(0, log.log.openRewrites());
  }

  @Test
  void keyOffsetsKnowTheLastOffsetWithinTheirBound() {
    KeyOffsets keys = new KeyOffsets(10_000, 0.9);
    List<ByteBuffer> known = new ArrayList<>();
    for (int i = 0; keys.put(key(i), i); i++) {
      known.add(key(i));
    }
    assertTrue(known.size() > 100 && known.size() * KeyOffsets.SLOT_BYTES < 10_000, "" + known);
    for (int i = 0; i < known.size(); i++) {
      assertEquals(i, keys.get(known.get(i)));
    }
    assertEquals(KeyOffsets.UNKNOWN, keys.get(key(1_000_000)));
    assertTrue(keys.put(known.getFirst(), 4711), "a key it knows takes no room");
    assertEquals(4711, keys.get(known.getFirst()));
    assertTrue(new KeyOffsets(1, 0.01).put(key(1), 1), "one key always fits");
  }

  private static ByteBuffer key(int number) {
    return ByteBuffer.wrap(("key" + number).getBytes(UTF_8));
  }
}
