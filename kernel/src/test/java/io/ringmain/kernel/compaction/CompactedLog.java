package io.ringmain.kernel.compaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.partition.AloneReplica;
import io.ringmain.kernel.partition.AppendOutcome;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.StubLog;
import io.ringmain.kernel.partition.Wakes;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.compress.CompressionCodec;
import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordIterator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** A partition on a stub log, with keyed records, compacted when a test says so. */
final class CompactedLog {
  static final CompressionCodecs CODECS = CompressionCodecs.builtIn();
  static final long DELETE_RETENTION_MS = 1_000;

  /** A record as a reader sees it; the value is null in a tombstone. */
  record Seen(long offset, long timestamp, String key, String value) {}

  /** A record to be appended. */
  record Entry(String key, String value) {}

  long nowMs = 1_000_000;
  CompressionCodecs codecs = CODECS;
  CompactionSettings settings = new CompactionSettings(1 << 16, 1 << 20, 0.9, Double.MAX_VALUE);
  boolean stopping;
  StubLog log;
  Partition partition;

  private final Map<String, String> overrides = new HashMap<>();
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  CompactedLog(Map<String, String> more) {
    overrides.put("cleanup.policy", "compact");
    overrides.put("delete.retention.ms", Long.toString(DELETE_RETENTION_MS));
    overrides.put("min.cleanable.dirty.ratio", "0");
    overrides.putAll(more);
    open(new StubLog());
  }

  private void open(StubLog opened) {
    log = opened;
    TopicConfig config = new TopicConfig(overrides, BrokerConfig.parse(Map.of()));
    partition = new Partition(log, config, false, AloneReplica.setting(1), _ -> {});
    partition.becomeLeader(AloneReplica.leads(1));
  }

  /** As after the death of the process. */
  void reopen() {
    open(log.reopened());
  }

  void append(String key, String value) {
    append(CompressionType.NONE, -1, 0, List.of(new Entry(key, value)));
  }

  ErrorCode append(CompressionType type, long producerId, int sequence, List<Entry> entries) {
    RecordBatchBuilder builder = new RecordBatchBuilder().begin(0);
    if (type != CompressionType.NONE) {
      builder.compression(CODECS.codec(type), CompressionCodec.DEFAULT_LEVEL);
    }
    if (producerId >= 0) {
      builder.producer(producerId, (short) 0, sequence);
    }
    entries.forEach(entry -> builder.append(nowMs, bytes(entry.key), bytes(entry.value)));
    return append(builder.build());
  }

  ErrorCode append(ByteBuffer built) {
    ByteBuffer batch = ByteBuffer.allocate(built.remaining()).put(built).flip();
    ErrorCode[] answer = new ErrorCode[1];
    partition
        .appends()
        .append(
            batch,
            new RecordBatchView().wrap(batch, 0),
            (short) 0,
            Long.MAX_VALUE,
            (_, outcome, _) -> answer[0] = outcome.error(),
            0,
            new AppendOutcome(),
            new Wakes());
    partition.advanceHighWatermark();
    return answer[0];
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  DirtyRange dirty() {
    return DirtyRange.of(partition, nowMs);
  }

  /** One pass over what is sealed; a failed one throws. */
  void compact() {
    CompletableFuture<Void> done = begin();
    runAll();
    done.join();
  }

  CompletableFuture<Void> begin() {
    return new LogCompaction(partition, dirty(), settings, codecs, new QueuedSteps(), nowMs)
        .start();
  }

  void runAll() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  int waitingSteps() {
    return tasks.size();
  }

  void runOne() {
    tasks.remove().run();
  }

  /** Every record of every batch whose codec is there. */
  List<Seen> content() {
    List<Seen> seen = new ArrayList<>();
    long next = 0;
    for (ByteBuffer bytes : log.content()) {
      RecordBatchView batch = new RecordBatchView().wrap(bytes, 0);
      if (!batch.isCrcValid() || batch.baseOffset() < next) {
        throw new AssertionError("Invariant 6 is broken by " + batch);
      }
      next = batch.nextOffset();
      try (RecordIterator records = RecordIterator.readingContents(CODECS).wrap(batch)) {
        while (records.next()) {
          var record = records.current();
          seen.add(
              new Seen(
                  record.offset(),
                  record.timestamp(),
                  UTF_8.decode(record.key()).toString(),
                  record.hasValue() ? UTF_8.decode(record.value()).toString() : null));
        }
      }
    }
    return seen;
  }

  private final class QueuedSteps implements LogCompaction.Steps {
    @Override
    public void later(long bytes, Runnable step) {
      tasks.add(step);
    }

    @Override
    public void onRing(Runnable task) {
      tasks.add(task);
    }

    @Override
    public boolean stopping() {
      return stopping;
    }
  }
}
