package io.ringmain.distribution.robustness;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own producer, idempotent, with acks=all and what else its defaults are. */
final class KafkaProducing implements Producing {
  private final String name;
  private final String topic;
  private final int partitions;
  private final Address broker;
  private final Allowance allowance;
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  private volatile boolean stopping;
  private volatile Throwable failure;

  /**
   * @param allowance one of it for each record
   */
  KafkaProducing(String name, String topic, int partitions, Address broker, Allowance allowance) {
    this.name = name;
    this.topic = topic;
    this.partitions = partitions;
    this.broker = broker;
    this.allowance = allowance;
  }

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
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings())) {
      int sent = 0;
      while (!stopping && failure == null) {
        if (allowance.awaitOne()) {
          send(producer, sent % partitions, sent / partitions);
          sent++;
        }
      }
      producer.flush();
      if (failure != null) {
        producer.close(Duration.ZERO);
      }
    } catch (Throwable unexpected) {
      failure = unexpected;
    }
  }

  private Map<String, Object> settings() throws InterruptedException {
    return Map.of(
        "bootstrap.servers",
        "127.0.0.1:" + broker.awaitPort(),
        "key.serializer",
        ByteArraySerializer.class,
        "value.serializer",
        ByteArraySerializer.class,
        "compression.type",
        "gzip",
        // Small ones, so that many are under way when the broker dies.
        "batch.size",
        512,
        "buffer.memory",
        64 << 10);
  }

  private void send(Producer<byte[], byte[]> producer, int partition, int number) {
    byte[] value = (name + ":" + number).getBytes(StandardCharsets.UTF_8);
    var _ =
        producer.send(
            new ProducerRecord<>(topic, partition, null, value),
            (metadata, thrown) -> {
              if (thrown != null) {
                failure = thrown;
              } else {
                acknowledged.put(partition + "/" + number, metadata.offset());
                allowance.acknowledged();
              }
            });
  }
}
