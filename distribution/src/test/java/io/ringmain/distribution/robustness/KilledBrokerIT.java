package io.ringmain.distribution.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker killed again and again in the middle of a producing run, always on the same data folder
 * (Invariants 1, 6, 15, 37 to 39).
 *
 * <p>{@code -Dringmain.kills=20} for more rounds than a build has time for, {@code
 * -Dringmain.seed=…} for the moments of an earlier run.
 */
class KilledBrokerIT {
  private static final String TOPIC = "killed";
  private static final int PARTITIONS = 3;
  private static final int RAW_PRODUCERS = 2;
  private static final int KILLS = Integer.getInteger("ringmain.kills", 4);
  private static final int MOST_ACKNOWLEDGED_BETWEEN_KILLS = 5_000;

  @TempDir private Path folder;

  private final long seed = Long.getLong("ringmain.seed", new Random().nextInt());
  private final Allowance allowance = new Allowance();
  private final List<Producing> producers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private ServedBroker broker;

  @BeforeEach
  void start() throws Exception {
    // Small segments, so that kills also meet segments being rolled.
    Map<String, String> settings =
        Map.of("num.partitions", "" + PARTITIONS, "log.segment.bytes", "1048576");
    broker = new ServedBroker(folder, settings).start();
    try (RawClient client = new RawClient(broker.port())) {
      client.createTopic(TOPIC);
    }
    for (int i = 0; i < RAW_PRODUCERS; i++) {
      produce(
          new SteadyProducer("raw" + i, TOPIC, PARTITIONS, broker::awaitPort, seed + i, allowance));
    }
    produce(new KafkaProducing("kafka", TOPIC, PARTITIONS, broker::awaitPort, allowance));
  }

  private void produce(Producing producer) {
    producers.add(producer);
    threads.add(Thread.ofPlatform().daemon().start(producer));
  }

  @AfterEach
  void stop() {
    producers.forEach(Producing::stop);
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void keepsEveryAcknowledgedRecordInOrderAndOnce() throws Exception {
    System.out.println("KilledBrokerIT: -Dringmain.seed=" + seed + " -Dringmain.kills=" + KILLS);
    Random random = new Random(seed);
    for (int kill = 1; kill <= KILLS; kill++) {
      awaitAcknowledged(1 + random.nextInt(MOST_ACKNOWLEDGED_BETWEEN_KILLS));
      broker.kill();
      broker.start();
      assertEverythingThere(snapshot());
      if (kill % 2 == 0) {
        // Not after each: the next kill is to meet what recovery has left, too.
        assertEquals(0, broker.stop(), broker.log());
        assertEquals(List.of(), DumpLogs.complaints(broker.data()), () -> "seed " + seed);
        broker.start();
      }
    }
    producers.forEach(Producing::stop);
    for (Thread thread : threads) {
      thread.join();
    }
    producers.forEach(producer -> assertNull(producer.failure(), producer.name()));
    Map<String, Long> all = snapshot();
    assertEverythingThere(all);
    assertEquals(0, broker.stop(), broker.log());
    assertEquals(List.of(), DumpLogs.complaints(broker.data()), () -> "seed " + seed);
    System.out.printf(
        "KilledBrokerIT: %d kills, %d acknowledgements, nothing lost%n", KILLS, all.size());
  }

  private void awaitAcknowledged(int more) throws Exception {
    allowance.allow(more);
    while (!allowance.isUsed()) {
      assertTrue(broker.isAlive(), broker.log());
      for (int i = 0; i < threads.size(); i++) {
        assertNull(producers.get(i).failure(), producers.get(i).name());
        // A pause that ends early when the producer has died of what it met.
        threads.get(i).join(1);
      }
    }
  }

  /** What was acknowledged by now: name, partition and number to offset. */
  private Map<String, Long> snapshot() {
    Map<String, Long> all = new HashMap<>();
    for (Producing producer : producers) {
      producer
          .acknowledged()
          .forEach((position, offset) -> all.put(producer.name() + "@" + position, offset));
    }
    return all;
  }

  private void assertEverythingThere(Map<String, Long> acknowledgedOffsets) throws Exception {
    Map<String, Long> missing = new HashMap<>(acknowledgedOffsets);
    try (RawClient client = new RawClient(broker.port())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        readAll(client, partition, missing);
      }
    }
    assertTrue(missing.isEmpty(), () -> "seed " + seed + ": acknowledged and lost: " + missing);
  }

  private void readAll(RawClient client, int partition, Map<String, Long> missing)
      throws Exception {
    Map<String, Integer> next = new HashMap<>();
    long[] nextOffset = {0};
    for (; ; ) {
      long from = nextOffset[0];
      ByteBuffer batches = client.fetch(TOPIC, partition, from);
      long after =
          RecordBatches.forEach(
              batches,
              from,
              (offset, value) -> {
                assertEquals(nextOffset[0]++, offset, "a gap in the offsets");
                int colon = value.indexOf(':');
                String producer = value.substring(0, colon);
                int number = Integer.parseInt(value.substring(colon + 1));
                assertEquals(next.getOrDefault(producer, 0), number, "lost, doubled or reordered");
                next.put(producer, number + 1);
                Long told = missing.remove(producer + "@" + partition + "/" + number);
                if (told != null && told >= 0) {
                  assertEquals(told, offset, "acknowledged at another offset");
                }
              });
      if (after == from) {
        return;
      }
    }
  }
}
