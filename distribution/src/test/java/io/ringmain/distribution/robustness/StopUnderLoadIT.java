package io.ringmain.distribution.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is asked to stop while it is busy, and one whose data folder is in use. */
class StopUnderLoadIT {
  private static final String TOPIC = "stopped";
  private static final int BATCHES = 500;

  @TempDir private Path folder;

  @Test
  void stopsCleanlyInTheMiddleOfProducingAndKeepsWhatItAcknowledged() throws Exception {
    Allowance allowance = new Allowance();
    allowance.allow(BATCHES);
    try (ServedBroker broker = new ServedBroker(folder, Map.of()).start()) {
      try (RawClient client = new RawClient(broker.port())) {
        client.createTopic(TOPIC);
      }
      SteadyProducer producer = new SteadyProducer("p", TOPIC, 1, broker::awaitPort, 1, allowance);
      Thread thread = Thread.ofPlatform().daemon().start(producer);
      while (!allowance.isUsed()) {
        thread.join(1);
        assertNull(producer.failure());
      }
      assertEquals(0, broker.stop(), broker.log());
      Map<String, Long> before = new HashMap<>(producer.acknowledged());
      broker.start();
      try (RawClient client = new RawClient(broker.port())) {
        long[] next = {0};
        for (long from = -1; from < next[0]; ) {
          from = next[0];
          next[0] =
              RecordBatches.forEach(
                  client.fetch(TOPIC, 0, from),
                  from,
                  (offset, value) -> {
                    assertEquals("p:" + offset, value, "lost, doubled or reordered");
                    before.remove("0/" + offset, offset);
                  });
        }
      }
      assertTrue(before.isEmpty(), () -> "acknowledged and lost: " + before);
      producer.stop();
      thread.join();
      assertNull(producer.failure());
      assertEquals(0, broker.stop(), broker.log());
    }
  }

  @Test
  void refusesAFolderThatAnotherBrokerHasOpen() throws Exception {
    Path data = folder.resolve("data");
    Path elsewhere = Files.createDirectory(folder.resolve("other"));
    try (ServedBroker first = new ServedBroker(folder, Map.of()).start();
        ServedBroker second = new ServedBroker(elsewhere, data, Map.of(), "")) {
      assertEquals("", second.launch());
      assertNotEquals(0, second.exitCode());
      assertTrue(second.log().contains("in use"), second.log());
      assertEquals(1, second.log().lines().filter(line -> line.contains("in use")).count());
      try (RawClient client = new RawClient(first.port())) {
        client.createTopic(TOPIC);
        assertEquals(
            RawClient.NONE, client.produce(-1, TOPIC, 0, RecordBatches.of("fine")).error());
      }
      assertEquals(0, first.stop());
    }
  }
}
