package io.ringmain.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * Sends the same batch over and over, to one partition per connection.
 *
 * <p>Each connection has a thread, which is the cheapest for the few connections there are. The
 * main thread warms all of them up, reads the meters, lets them do the measured part and reads the
 * meters again.
 *
 * @param batch what one request carries
 * @param acks as in Kafka: 1 or -1 (all)
 * @param setting on which brokers, with how many replicas
 * @param inFlight requests on their way per connection
 */
record ProduceLoad(
    String name,
    String description,
    ProducedBatch batch,
    int acks,
    Setting setting,
    int connectionsCount,
    int inFlight,
    long warmUpRecords,
    long measuredRecords)
    implements Load {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final int BUFFER_BYTES = 64 * 1024;

  /** What brokers and how many replicas of each partition there are. */
  enum Setting {
    SINGLE_BROKER(false, 1),
    CLUSTER_ONE_REPLICA(true, 1),
    CLUSTER_THREE_REPLICAS(true, 3);

    private final boolean onCluster;
    private final int replicasCount;

    Setting(boolean onCluster, int replicasCount) {
      this.onCluster = onCluster;
      this.replicasCount = replicasCount;
    }
  }

  @Override
  public boolean onCluster() {
    return setting.onCluster;
  }

  @Override
  public LoadResult run(BrokerProcess broker) throws IOException, InterruptedException {
    String topic = "load-" + name + "-" + System.nanoTime();
    try (Connection connection = Connection.open(broker.port(), BUFFER_BYTES, TIMEOUT)) {
      Admin admin = new Admin(connection);
      admin.createTopic(topic, connectionsCount, setting.replicasCount);
      LoadResult result = runOn(broker, topic);
      admin.deleteTopic(topic);
      return result;
    }
  }

  /** Runs on a topic that is there, with a partition per connection. */
  LoadResult runOn(BrokerProcess broker, String topic) throws IOException, InterruptedException {
    Map<Integer, Integer> ports = leaderPorts(broker, topic);
    List<ReplayingProducer> producers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(connectionsCount)) {
      for (int partition = 0; partition < connectionsCount; partition++) {
        Connection connection = Connection.open(ports.get(partition), BUFFER_BYTES, TIMEOUT);
        producers.add(
            new ReplayingProducer(
                connection, batch.produceRequest(topic, partition, acks), inFlight));
      }
      for (ReplayingProducer producer : producers) {
        producer.awaitAcceptance();
      }
      long warmUp = requestsPerConnection(warmUpRecords);
      sendAll(threads, producers, warmUp);
      Disk.settle();
      long measured = requestsPerConnection(measuredRecords);
      Stopwatch stopwatch = Stopwatch.start(broker);
      Histogram latencies = sendAll(threads, producers, measured);
      return stopwatch.stop(measured * connectionsCount * batch.recordsCount(), latencies);
    } finally {
      producers.forEach(ReplayingProducer::close);
    }
  }

  private static Map<Integer, Integer> leaderPorts(BrokerProcess broker, String topic)
      throws IOException {
    try (Connection connection = Connection.open(broker.port(), BUFFER_BYTES, TIMEOUT)) {
      return new Admin(connection).leaderPorts(topic);
    }
  }

  /** How many records are in the topic afterwards, at least. */
  long totalRecords() {
    long requests = requestsPerConnection(warmUpRecords) + requestsPerConnection(measuredRecords);
    return requests * connectionsCount * batch.recordsCount();
  }

  private long requestsPerConnection(long recordsCount) {
    return Math.ceilDiv(recordsCount, (long) batch.recordsCount() * connectionsCount);
  }

  private static Histogram sendAll(
      ExecutorService threads, List<ReplayingProducer> producers, long requestsCount)
      throws IOException, InterruptedException {
    List<Callable<Histogram>> tasks = new ArrayList<>();
    for (ReplayingProducer producer : producers) {
      tasks.add(() -> producer.send(requestsCount));
    }
    Histogram all = LoadResult.newLatencies();
    for (Future<Histogram> task : threads.invokeAll(tasks)) {
      try {
        all.add(task.get());
      } catch (ExecutionException e) {
        throw new IOException(e.getCause().getMessage(), e.getCause());
      }
    }
    return all;
  }
}
