package io.ringmain.testkit.workload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ringmain.protocol.BufferRecords;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.message.InitProducerIdRequest;
import io.ringmain.protocol.message.InitProducerIdResponse;
import io.ringmain.protocol.message.ProduceRequest;
import io.ringmain.protocol.message.ProduceResponse;
import io.ringmain.protocol.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A producer: sends record batches to the partitions of a topic, and again when it is not told that
 * they are there.
 *
 * <pre>
 *   batch ─▶ sent ─▶ acknowledged
 *     ▲       │ ▲ refused for now, or no answer: the same batch again, 100 ms later
 *     │       └─┘
 *     └── given up after 60 s, or refused for good: an idempotent producer takes a new id
 * </pre>
 */
public final class SimulatedProducer implements SimulatedClient {
  private static final short PRODUCE_VERSION = 12;
  private static final short INIT_VERSION = 4;
  private static final int ASK_TIMEOUT_MS = 3_000;
  private static final long RETRY_MS = 100;
  private static final long DELIVERY_TIMEOUT_NS = 60_000_000_000L;

  private final ProducerOptions options;
  private final ClusterClient client;
  private final History history;
  private final RecordBatchBuilder builder = new RecordBatchBuilder();
  private final Map<Integer, Delivery> underWay = new TreeMap<>();
  private final Map<Integer, Integer> nextSequence = new TreeMap<>();
  private long producerId = -1;
  private short producerEpoch = -1;
  private boolean initialising;
  private long nextRecord;
  private boolean finishing;

  public SimulatedProducer(ProducerOptions options, ClusterClient client, History history) {
    this.options = options;
    this.client = client;
    this.history = history;
  }

  /** A batch on its way. */
  private static final class Delivery {
    private final SentBatch batch;
    private final ByteBuffer bytes;
    private final long begunNs;
    private boolean sentBefore;

    private Delivery(SentBatch batch, ByteBuffer bytes, long begunNs) {
      this.batch = batch;
      this.bytes = bytes;
      this.begunNs = begunNs;
    }
  }

  @Override
  public String name() {
    return "producer-" + options.number();
  }

  @Override
  public void start() {
    client.interestedIn(options.topic());
    client.later(client.random().nextInt(50), this::tick);
  }

  @Override
  public void finish() {
    finishing = true;
  }

  @Override
  public boolean isFinished() {
    return finishing && underWay.isEmpty();
  }

  @Override
  public String waitsFor() {
    return name() + " for " + underWay.values().stream().map(d -> d.batch).toList();
  }

  private void tick() {
    if (finishing) {
      return;
    }
    client.later(1 + client.random().nextInt(2 * options.intervalMs()), this::tick);
    int partitions = client.topic(options.topic()).map(t -> t.partitions().size()).orElse(0);
    if (partitions == 0) {
      client.refresh();
      return;
    }
    if (options.idempotent() && producerId < 0) {
      initialise();
      return;
    }
    int partition = client.random().nextInt(partitions);
    if (!underWay.containsKey(partition)) {
      Delivery delivery = make(partition);
      if (options.acks() != 0) {
        underWay.put(partition, delivery);
      }
      send(delivery);
    }
  }

  private void initialise() {
    if (initialising) {
      return;
    }
    initialising = true;
    client.ask(
        client.anyBroker(),
        new InitProducerIdRequest().transactionalId(null).transactionTimeoutMs(60_000),
        INIT_VERSION,
        InitProducerIdResponse.class,
        (response, failure) -> {
          initialising = false;
          if (failure == null && response.errorCode() == 0) {
            producerId = response.producerId();
            producerEpoch = response.producerEpoch();
            nextSequence.clear();
          }
        });
  }

  private Delivery make(int partition) {
    int records = 1 + client.random().nextInt(options.mostRecords());
    int sequence = options.idempotent() ? nextSequence.getOrDefault(partition, 0) : -1;
    UUID topicId = client.topicId(options.topic());
    SentBatch batch =
        new SentBatch(
            options.number(),
            nextRecord,
            records,
            topicId,
            options.topic(),
            partition,
            options.acks(),
            producerId,
            producerEpoch,
            sequence);
    builder.begin(0);
    if (options.idempotent()) {
      builder.producer(producerId, producerEpoch, sequence);
      nextSequence.put(partition, sequence + records);
    }
    long nowMs = client.process().clock().wallMs();
    for (int i = 0; i < records; i++) {
      byte[] key = ("k" + client.random().nextInt(options.keys())).getBytes(US_ASCII);
      byte[] value =
          ByteBuffer.allocate(options.valueBytes())
              .putLong(SentBatch.recordId(options.number(), nextRecord + i))
              .array();
      builder.append(nowMs, key, value);
    }
    nextRecord += records;
    ByteBuffer built = builder.build();
    ByteBuffer bytes = ByteBuffer.allocate(built.remaining()).put(built).flip();
    return new Delivery(batch, bytes, client.nowNs());
  }

  private void send(Delivery delivery) {
    SentBatch batch = delivery.batch;
    int leader = client.leaderOf(batch.topic(), batch.partition());
    if (leader < 0) {
      client.refresh();
      again(delivery);
      return;
    }
    history.onSent(batch, delivery.sentBefore);
    delivery.sentBefore = true;
    ProduceRequest.PartitionProduceData data =
        new ProduceRequest.PartitionProduceData()
            .index(batch.partition())
            .records(new BufferRecords(delivery.bytes.duplicate()));
    ProduceRequest request =
        new ProduceRequest()
            .acks(batch.acks())
            .timeoutMs(ASK_TIMEOUT_MS)
            .topicData(
                List.of(
                    new ProduceRequest.TopicProduceData()
                        .name(batch.topic())
                        .partitionData(List.of(data))));
    if (batch.acks() == 0) {
      client.tell(leader, request, PRODUCE_VERSION);
      return;
    }
    client.ask(
        leader,
        request,
        PRODUCE_VERSION,
        ProduceResponse.class,
        (response, failure) -> answered(delivery, leader, response, failure));
  }

  private void answered(
      Delivery delivery, int leader, ProduceResponse response, Throwable failure) {
    if (failure != null) {
      client.refresh();
      again(delivery);
      return;
    }
    ProduceResponse.PartitionProduceResponse answer =
        response.responses().getFirst().partitionResponses().getFirst();
    ErrorCode error = Errors.of(answer.errorCode());
    switch (error) {
      case NONE -> {
        underWay.remove(delivery.batch.partition());
        history.onAcknowledged(delivery.batch, leader, answer.baseOffset());
      }
      case OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH, UNKNOWN_PRODUCER_ID -> {
        history.onRefused(delivery.batch, leader, error);
        giveUp(delivery);
      }
      default -> {
        history.onRefused(delivery.batch, leader, error);
        client.refresh();
        again(delivery);
      }
    }
  }

  private void again(Delivery delivery) {
    if (delivery.batch.acks() == 0) {
      return;
    }
    boolean otherTopic =
        client
            .topic(options.topic())
            .filter(known -> !known.topicId().equals(delivery.batch.topicId()))
            .isPresent();
    if (otherTopic || client.nowNs() - delivery.begunNs > DELIVERY_TIMEOUT_NS) {
      giveUp(delivery);
    } else {
      client.later(RETRY_MS, () -> send(delivery));
    }
  }

  /** Whether it is in the log nobody knows, so the sequences of this producer id have an end. */
  private void giveUp(Delivery delivery) {
    underWay.remove(delivery.batch.partition());
    history.onGivenUp(delivery.batch);
    if (delivery.batch.producerId() == producerId) {
      producerId = -1;
    }
  }
}
