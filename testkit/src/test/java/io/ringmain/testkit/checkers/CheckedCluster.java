package io.ringmain.testkit.checkers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.TypedRecord;
import io.ringmain.protocol.Varints;
import io.ringmain.protocol.record.RecordBatchBuilder;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.stored.PartitionChangeRecord;
import io.ringmain.protocol.stored.PartitionRecord;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import io.ringmain.testkit.workload.HistoryListener;
import io.ringmain.testkit.workload.SentBatch;
import io.ringmain.testkit.world.ClusterOptions;
import io.ringmain.testkit.world.LostRecords;
import io.ringmain.testkit.world.SimulatedCluster;
import io.ringmain.testkit.world.WorldListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Tells checkers what happens to a partition with three replicas, on the brokers 1 to 3, of which
 * one has to be in sync. Nothing runs: a test says what disks, controller and clients do.
 */
final class CheckedCluster {
  static final LogId LOG = new LogId("orders", 0, new UUID(7, 7));

  private static final List<Integer> REPLICAS = List.of(1, 2, 3);
  private static final short ALL = -1;
  private static final int RECORDS = 10;

  private final SimulatedScheduler scheduler = new SimulatedScheduler(1);
  private final MetadataModel metadata = new MetadataModel();
  private final LogModel logs = new LogModel(false, metadata, 1);
  private final Violations violations = new Violations(scheduler);
  private final List<WorldListener> listeners = new ArrayList<>(List.of(metadata, logs));
  private final List<HistoryListener> clients = new ArrayList<>();
  private final RecordBatchBuilder builder = new RecordBatchBuilder();
  private final LogId log;
  private long written;
  private long endOffset;

  /** Leader is the broker 1, in leader epoch 0. */
  CheckedCluster(List<Integer> isr) {
    this(LOG, isr);
  }

  /** The same for another partition. */
  CheckedCluster(LogId log, List<Integer> isr) {
    this(log, isr, Retention.FOR_EVER);
  }

  /** The same with brokers that delete by themselves. */
  CheckedCluster(LogId log, List<Integer> isr, Retention retention) {
    this.log = log;
    SimulatedCluster cluster =
        new SimulatedCluster(scheduler, new ClusterOptions(3, false, 3, 1, 3_000), 1);
    add(new AcknowledgedRecordsChecker(cluster, logs, violations, retention));
    add(new OffsetsChecker(logs, violations));
    add(new GroupsChecker(logs, scheduler::monotonicNs, violations));
    decide(
        new PartitionRecord()
            .topicId(log.topicId())
            .partitionId(log.partition())
            .replicas(REPLICAS)
            .isr(isr)
            .leader(1)
            .leaderEpoch(0)
            .partitionEpoch(0));
  }

  private void add(Checker checker) {
    listeners.add(checker);
    clients.add(checker);
  }

  /** The numbers of the invariants that broke. */
  List<Integer> broken() {
    return violations.all().stream().map(Violation::invariant).toList();
  }

  /** The controller writes records. */
  void decide(TypedRecord... records) {
    builder.begin(written);
    for (TypedRecord record : records) {
      builder.append(0, null, framed(record));
      written++;
    }
    byte[] node = bytes(builder.build());
    Operation create = new Operation.Create("/metadata/log/%020d".formatted(written), node);
    tell(listener -> listener.onCommitted("b1", 1, List.of(create)));
  }

  /** The controller changes the partition; the leader may stay. */
  void decide(int leader, List<Integer> isr) {
    decide(
        new PartitionChangeRecord()
            .topicId(log.topicId())
            .partitionId(log.partition())
            .leader(leader)
            .isr(isr));
  }

  private static ByteBuffer framed(TypedRecord record) {
    short version = record.highestSupportedVersion();
    ByteBuffer frame = ByteBuffer.allocate(16 + record.size(version));
    Varints.writeUnsigned(frame, 1);
    Varints.writeUnsigned(frame, record.apiKey());
    Varints.writeUnsigned(frame, version);
    record.write(new ByteBufferWriter(frame), version);
    return frame.flip();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** A batch of ten records is appended by some brokers, and its producer is told. */
  void appendAndAcknowledge(int... brokers) {
    SentBatch sent =
        new SentBatch(
            1, endOffset, RECORDS, log.topicId(), log.topic(), 0, ALL, -1, (short) -1, -1);
    builder.begin(endOffset).partitionLeaderEpoch(0);
    for (int i = 0; i < RECORDS; i++) {
      byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(sent.firstId() + i).array();
      builder.append(0, "key".getBytes(US_ASCII), value);
    }
    long baseOffset = endOffset;
    append(brokers);
    clients.forEach(client -> client.onAcknowledged(sent, brokers[0], baseOffset));
  }

  /** A batch of one record is appended by some brokers. */
  void append(ByteBuffer key, ByteBuffer value, int... brokers) {
    builder.begin(endOffset).partitionLeaderEpoch(0);
    builder.append(0, key, value);
    append(brokers);
  }

  private void append(int... brokers) {
    ByteBuffer batch = ByteBuffer.wrap(bytes(builder.build()));
    RecordBatchView view = new RecordBatchView().wrap(batch, 0);
    for (int broker : brokers) {
      String machine = LogModel.machine(broker);
      tell(l -> l.onAppended(machine, log, view.baseOffset(), view.lastOffset(), batch));
    }
    endOffset = view.lastOffset() + 1;
  }

  /** A broker's machine fails, and all that it had goes with it. */
  void losesAll(int broker) {
    losesFrom(broker, 0);
  }

  /** A broker's machine fails, and what it had from an offset on goes with it. */
  void losesFrom(int broker, long offset) {
    String machine = LogModel.machine(broker);
    tell(listener -> listener.onEnded(machine));
    tell(listener -> listener.onLost(new LostRecords(machine, log, offset, endOffset, 0)));
  }

  /** Clients hear something. */
  void told(Consumer<HistoryListener> event) {
    clients.forEach(event);
  }

  /** A broker's process ends; what it wrote is there. */
  void dies(int broker) {
    tell(listener -> listener.onEnded(LogModel.machine(broker)));
  }

  /** A broker deletes its replica. */
  void deletes(int broker) {
    tell(listener -> listener.onDeleted(LogModel.machine(broker), log));
  }

  /** A broker deletes the records below an offset. */
  void startsAt(int broker, long offset) {
    tell(listener -> listener.onStartAdvanced(LogModel.machine(broker), log, offset));
  }

  /** A consumer hears from a broker how far the log is committed. */
  void tellsHighWatermark(int broker, long highWatermark) {
    HistoryListener.Offsets told = new HistoryListener.Offsets(0, highWatermark, highWatermark);
    clients.forEach(client -> client.onOffsets("consumer", broker, log.topicId(), 0, told));
  }

  private void tell(Consumer<WorldListener> event) {
    listeners.forEach(event);
  }
}
