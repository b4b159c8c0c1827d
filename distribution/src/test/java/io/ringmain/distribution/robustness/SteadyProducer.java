package io.ringmain.distribution.robustness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An idempotent producer with several requests in flight, which outlives its broker: what was not
 * acknowledged when the connection broke is sent again, in order, to the next one.
 */
final class SteadyProducer implements Producing {
  private static final int IN_FLIGHT = 5;
  private static final int MOST_RECORDS = 20;
  private static final int DUPLICATE_SEQUENCE_NUMBER = 46;
  private static final int OUT_OF_ORDER_SEQUENCE_NUMBER = 45;

  private final String name;
  private final String topic;
  private final int partitions;
  private final Address broker;
  private final Random random;
  private final Allowance allowance;
  private final int[] produced;
  private final Deque<Batch> inFlight = new ArrayDeque<>();

  /** By partition and number in it: the offset of the first record of each batch acknowledged. */
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  private long producerId = -1;
  private volatile boolean stopping;
  private volatile Throwable failure;

  /**
   * @param allowance one of it for each batch
   */
  SteadyProducer(
      String name, String topic, int partitions, Address broker, long seed, Allowance allowance) {
    this.name = name;
    this.topic = topic;
    this.partitions = partitions;
    this.broker = broker;
    this.random = new Random(seed);
    this.allowance = allowance;
    this.produced = new int[partitions];
  }

  private record Batch(int partition, int first, ByteBuffer request) {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, Long> acknowledged() {
    return acknowledged;
  }

  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public Throwable failure() {
    return failure;
  }

  @Override
  public void run() {
    try {
      while (!stopping || !inFlight.isEmpty()) {
        try (RawClient client = new RawClient(broker.awaitPort())) {
          produce(client);
        } catch (IOException brokerGone) {
          // The next one will serve.
        }
      }
    } catch (Throwable unexpected) {
      failure = unexpected;
    }
  }

  private void produce(RawClient client) throws IOException, InterruptedException {
    if (producerId < 0) {
      producerId = client.initProducerId();
    }
    for (Batch batch : inFlight) {
      send(client, batch);
    }
    while (!stopping || !inFlight.isEmpty()) {
      while (!stopping && inFlight.size() < IN_FLIGHT && mayGoOn()) {
        Batch batch = next();
        inFlight.add(batch);
        send(client, batch);
      }
      if (!inFlight.isEmpty() && !take(RawClient.produced(client.receive()))) {
        return;
      }
    }
  }

  private boolean mayGoOn() throws InterruptedException {
    return inFlight.isEmpty() ? allowance.awaitOne() : allowance.tryTake();
  }

  private void send(RawClient client, Batch batch) throws IOException {
    client.send(batch.request);
  }

  private Batch next() {
    int partition = random.nextInt(partitions);
    int first = produced[partition];
    int count = 1 + random.nextInt(MOST_RECORDS);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(name + ":" + (first + i));
    }
    produced[partition] += count;
    byte[] bytes = RecordBatches.of(values, random.nextBoolean(), producerId, first);
    return new Batch(partition, first, Requests.produce(1, -1, topic, partition, bytes));
  }

  /** False when the batch, and those after it, must be sent again. */
  private boolean take(RawClient.Produced outcome) {
    if (outcome.error() == OUT_OF_ORDER_SEQUENCE_NUMBER) {
      throw new AssertionError(name + ": the broker has lost records of " + inFlight.peek());
    }
    if (outcome.error() != RawClient.NONE && outcome.error() != DUPLICATE_SEQUENCE_NUMBER) {
      return false;
    }
    Batch batch = inFlight.remove();
    if (outcome.error() == RawClient.NONE) {
      acknowledged.put(batch.partition + "/" + batch.first, outcome.baseOffset());
    }
    allowance.acknowledged();
    return true;
  }
}
