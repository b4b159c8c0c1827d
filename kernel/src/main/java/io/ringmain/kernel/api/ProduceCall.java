package io.ringmain.kernel.api;

import io.ringmain.kernel.metadata.MetadataImage;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.kernel.partition.AppendCompletion;
import io.ringmain.kernel.partition.AppendOutcome;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.Wakeable;
import io.ringmain.kernel.partition.Wakes;
import io.ringmain.kernel.write.Shard;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * One produce request on the write path: hands its record batches to the rings of their partitions,
 * collects the outcomes, and answers when the last is there.
 *
 * <p>Filled and handed over on the connection's thread; outcomes come on the ring threads, each for
 * its own partition's part of the response.
 */
final class ProduceCall implements AppendCompletion {
  private static final String ADMIN_CLIENT = "__admin_client";

  private final Supplier<MetadataImage> metadata;
  private final BrokerMetrics metrics;
  private final RequestContext context;
  private final short acks;
  private final boolean transactional;
  private final long deadlineNs;
  private final ProduceResponse response = new ProduceResponse();
  private final List<Part> parts = new ArrayList<>(1);

  /** Parts without an outcome, and one for the handing over itself. */
  private final AtomicInteger outstanding = new AtomicInteger(1);

  /** Parts whose bytes are needed. */
  private final AtomicInteger unwritten = new AtomicInteger();

  private volatile boolean failed;
  private int next;

  ProduceCall(
      RequestContext context,
      ProduceRequest request,
      long deadlineNs,
      Supplier<MetadataImage> metadata,
      BrokerMetrics metrics) {
    this.metadata = metadata;
    this.metrics = metrics;
    this.context = context;
    this.acks = request.acks();
    this.transactional = request.transactionalId() != null;
    this.deadlineNs = deadlineNs;
  }

  /** A record batch with where it goes and where its outcome is told. */
  private record Part(
      Partition partition,
      Shard shard,
      ByteBuffer batch,
      int sizeBytes,
      int recordsCount,
      ProduceResponse.PartitionProduceResponse answer) {}

  ProduceResponse response() {
    return response;
  }

  short version() {
    return context.apiVersion();
  }

  /** Whether Kafka's own administration tools ask, who alone may write to internal topics. */
  boolean isAdministration() {
    return context.clientId().equals(ADMIN_CLIENT);
  }

  /** Whether the client named a transaction, without which no batch may be part of one. */
  boolean isTransactional() {
    return transactional;
  }

  /** Adds a checked record batch. */
  void add(
      Partition partition,
      Shard shard,
      ByteBuffer batch,
      int recordsCount,
      ProduceResponse.PartitionProduceResponse answer) {
    // The log may move the position of the buffer, so its size is taken now.
    parts.add(new Part(partition, shard, batch, batch.remaining(), recordsCount, answer));
  }

  /** Notes that a part has been refused before it was added. */
  void refused() {
    failed = true;
    metrics.add(Metric.FAILED_PRODUCE_PARTITIONS, 1);
  }

  /**
   * Step 3 of the write path: publishes the batches on their rings. Where a ring is full, the rest
   * follows when it has room; until then the connection starts nothing else.
   */
  void publish() {
    outstanding.addAndGet(parts.size());
    unwritten.set(parts.size());
    goOn();
  }

  private void goOn() {
    if (context.isAbandoned()) {
      // What has no room yet is dropped with its connection: nothing was acknowledged.
      outstanding.addAndGet(next - parts.size());
      next = parts.size();
    }
    for (; next < parts.size(); next++) {
      Part part = parts.get(next);
      if (!part.shard.tryAppend(part.partition, part.batch, acks, deadlineNs, this, next)) {
        metrics.add(Metric.BACK_PRESSURE, 1);
        part.shard.whenThereIsRoom(context.continueOnWake(this::goOn));
        return;
      }
    }
    if (outstanding.decrementAndGet() == 0) {
      finish().wake();
    }
  }

  /**
   * What waits for replicas does not hold the memory that requests arrive in: the followers' own
   * requests need it, or nobody would ever be acknowledged.
   */
  @Override
  public void onWritten(int index) {
    if (unwritten.decrementAndGet() == 0) {
      context.releaseBytes();
    }
  }

  /** Step 7 of the write path ends here. */
  @Override
  public void onAppended(int index, AppendOutcome outcome, Wakes wakes) {
    Part part = parts.get(index);
    ProduceResponse.PartitionProduceResponse answer = part.answer;
    answer
        .errorCode(outcome.error().id())
        .baseOffset(outcome.baseOffset())
        .logAppendTimeMs(outcome.logAppendTimeMs())
        .logStartOffset(outcome.logStartOffset());
    if (outcome.error() != ErrorCode.NONE) {
      failed = true;
      answer.errorMessage(outcome.message());
      if (outcome.error() != ErrorCode.NOT_LEADER_OR_FOLLOWER
          && outcome.error() != ErrorCode.KAFKA_STORAGE_ERROR) {
        answer.logStartOffset(part.partition.logStartOffset());
      }
      metrics.add(Metric.FAILED_PRODUCE_PARTITIONS, 1);
    } else {
      metrics.add(Metric.BYTES_IN, part.sizeBytes);
      metrics.add(Metric.MESSAGES_IN, part.recordsCount);
    }
    if (outstanding.decrementAndGet() == 0) {
      wakes.add(finish());
    }
  }

  private Wakeable finish() {
    if (acks != 0) {
      if (failed) {
        CurrentLeaders.tell(response, context.apiVersion(), metadata.get(), context.listener());
      }
      return context.finish(response);
    }
    if (failed) {
      // There is no response to say so in; a closed connection makes the client look again.
      context.closeConnection("a produce request with acks=0 was refused");
    }
    return context.finishWithoutResponse();
  }
}
