package io.ringmain.benchmarks;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * Reads a partition from its start to its end, several times over.
 *
 * <p>The partition is filled by a produce load that is not measured; reading it once warms up.
 *
 * @param fill what fills the partition, its measured part and its warm-up being all of it
 */
record FetchLoad(String name, String description, ProduceLoad fill, int passesCount)
    implements Load {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final int BUFFER_BYTES = 2 * 1024 * 1024;

  @Override
  public LoadResult run(BrokerProcess broker) throws IOException, InterruptedException {
    String topic = "load-" + name + "-" + System.nanoTime();
    try (Connection connection = Connection.open(broker.port(), BUFFER_BYTES, TIMEOUT)) {
      Admin admin = new Admin(connection);
      admin.createTopic(topic, 1);
      fill.runOn(broker, topic);
      long recordsCount = fill.totalRecords();
      LoadResult result = read(broker, topic, recordsCount);
      admin.deleteTopic(topic);
      return result;
    }
  }

  private LoadResult read(BrokerProcess broker, String topic, long recordsCount)
      throws IOException, InterruptedException {
    try (Connection connection = Connection.open(broker.port(), BUFFER_BYTES, TIMEOUT)) {
      ReplayingConsumer consumer = new ReplayingConsumer(connection, topic);
      consumer.read(recordsCount, LoadResult.newLatencies());
      Disk.settle();
      Histogram latencies = LoadResult.newLatencies();
      Stopwatch stopwatch = Stopwatch.start(broker);
      for (int pass = 0; pass < passesCount; pass++) {
        consumer.read(recordsCount, latencies);
      }
      return stopwatch.stop(recordsCount * passesCount, latencies);
    }
  }
}
