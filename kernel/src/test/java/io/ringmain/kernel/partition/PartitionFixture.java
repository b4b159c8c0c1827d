package io.ringmain.kernel.partition;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** A partition on a stub log, driven as a ring drives it, and the outcomes of its appends. */
final class PartitionFixture {
  static final int LEADER_EPOCH = 5;
  static final short ALL = -1;
  static final short LEADER = 1;
  static final short NONE = 0;

  /** An {@link AppendOutcome} that can be kept. */
  record Outcome(
      ErrorCode error, String message, long baseOffset, long lastOffset, long logAppendTimeMs) {}

  final StubLog log;
  final Partition partition;
  final Map<Integer, Outcome> outcomes = new HashMap<>();
  final Wakes wakes = new Wakes();

  /** What storage threads handed to the ring. */
  private final Queue<Runnable> ring = new ArrayDeque<>();

  private final AppendOutcome scratch = new AppendOutcome();
  private int next;

  PartitionFixture() {
    this(new StubLog(), Map.of(), false);
  }

  PartitionFixture(StubLog log, Map<String, String> topicConfig, boolean flushBeforeAcknowledge) {
    this.log = log;
    this.partition =
        new Partition(
            log, config(topicConfig), flushBeforeAcknowledge, AloneReplica.setting(1), _ -> {});
    partition.becomeLeader(AloneReplica.leads(LEADER_EPOCH));
  }

  static PartitionFixture with(String topicKey, String value) {
    return new PartitionFixture(new StubLog(), Map.of(topicKey, value), false);
  }

  static PartitionFixture durable() {
    return new PartitionFixture(new StubLog(), Map.of(), true);
  }

  static TopicConfig config(Map<String, String> overrides) {
    return new TopicConfig(overrides, BrokerConfig.parse(Map.of()));
  }

  /** Step 4 alone. Gives the index under which the outcome will be told. */
  int append(ByteBuffer batch, short acks, long deadlineNs) {
    int index = next++;
    partition
        .appends()
        .append(
            batch,
            Batches.view(batch),
            acks,
            deadlineNs,
            (told, outcome, _) -> tell(told, outcome),
            index,
            scratch,
            wakes);
    partition.touch();
    return index;
  }

  int append(ByteBuffer batch, short acks) {
    return append(batch, acks, Long.MAX_VALUE);
  }

  /** Steps 4 to 7 for one batch. */
  Outcome produce(ByteBuffer batch) {
    int index = append(batch, ALL);
    endOfBatch();
    return outcomes.get(index);
  }

  /** Steps 5 to 7. */
  void endOfBatch() {
    partition.publish(() -> ring.add(partition::touch));
    partition.advanceHighWatermark();
    partition.appends().acknowledge(scratch, wakes);
  }

  /** Runs what storage threads handed to the ring; says how many tasks that were. */
  int turnRing() {
    int tasks = ring.size();
    for (int i = 0; i < tasks; i++) {
      ring.remove().run();
      endOfBatch();
    }
    return tasks;
  }

  void expire(long nowNs) {
    partition.appends().expire(nowNs, wakes);
  }

  private void tell(int index, AppendOutcome outcome) {
    Outcome before =
        outcomes.put(
            index,
            new Outcome(
                outcome.error(),
                outcome.message(),
                outcome.baseOffset(),
                outcome.lastOffset(),
                outcome.logAppendTimeMs()));
    if (before != null) {
      throw new AssertionError("append " + index + " was answered twice");
    }
  }
}
