package io.ringmain.distribution.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More than the broker can take, on little memory: nobody runs it out of memory, and a client that
 * behaves gets on while it lasts (Invariant 45).
 */
class OverloadIT {
  private static final String FLOODED = "flooded";
  private static final String USED = "used";
  private static final int FRAME_BYTES = 1 << 20;
  private static final int ROUND_TRIPS = 100;

  /** Heap, direct memory and code together, with room for mapped pages of the logs. */
  private static final long MOST_RESIDENT_KIB = 900 << 10;

  @TempDir private Path folder;

  private final List<RawClient> clients = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private ServedBroker broker;

  @BeforeEach
  void start() throws Exception {
    Map<String, String> settings =
        Map.of(
            "socket.request.max.bytes", "" + FRAME_BYTES,
            "queued.max.request.bytes", "" + 4 * FRAME_BYTES,
            "transport.netty.stall.timeout.ms", "500",
            "log.segment.bytes", "16777216",
            "log.retention.bytes", "67108864",
            "log.retention.check.interval.ms", "1000");
    String heap = "-Xmx96m -XX:+UseSerialGC";
    broker = new ServedBroker(folder, folder.resolve("data"), settings, heap).start();
    try (RawClient client = new RawClient(broker.port())) {
      client.createTopic(FLOODED);
      client.createTopic(USED);
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (RawClient client : clients) {
      client.close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    broker.close();
  }

  /** Sends one request over and over, and reads nothing, until the connection is closed. */
  private void flood(ByteBuffer request) throws IOException {
    RawClient client = new RawClient(broker.port(), 4096);
    clients.add(client);
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                for (; ; ) {
                  client.send(request);
                }
              } catch (IOException closed) {
                // The end of the flood.
              }
            }));
  }

  private void assertOthersGetOn() throws Exception {
    try (RawClient client = new RawClient(broker.port())) {
      for (int i = 0; i < ROUND_TRIPS; i++) {
        String value = "value " + i;
        RawClient.Produced produced = client.produce(-1, USED, 0, RecordBatches.of(value));
        assertEquals(RawClient.NONE, produced.error());
        List<String> read = new ArrayList<>();
        RecordBatches.forEach(
            client.fetch(USED, 0, produced.baseOffset()), 0, (offset, found) -> read.add(found));
        assertEquals(List.of(value), read);
      }
    }
    assertTrue(broker.isAlive(), broker.log());
    assertFalse(broker.log().contains("OutOfMemory"), broker.log());
    long residentKib = broker.residentKib();
    assertTrue(residentKib < MOST_RESIDENT_KIB, residentKib + " KiB");
  }

  @Test
  void boundsProducersThatWaitForNothing() throws Exception {
    byte[] large = RecordBatches.of("x".repeat(FRAME_BYTES / 4));
    byte[] small = RecordBatches.of("x");
    flood(Requests.produce(1, 0, FLOODED, 0, large));
    flood(Requests.produce(1, 0, FLOODED, 0, large));
    flood(Requests.produce(1, 0, FLOODED, 0, small));
    flood(Requests.produce(1, 0, FLOODED, 0, small));
    assertOthersGetOn();
  }

  @Test
  void boundsProducersThatReadNoResponse() throws Exception {
    byte[] small = RecordBatches.of("x");
    byte[] large = RecordBatches.of("x".repeat(FRAME_BYTES / 4));
    for (int i = 0; i < 3; i++) {
      flood(Requests.produce(1, 1, FLOODED, 0, small));
      flood(Requests.produce(1, -1, FLOODED, 0, large));
    }
    assertOthersGetOn();
  }

  @Test
  void takesMemoryBackFromConsumersThatNeverRead() throws Exception {
    byte[] large = RecordBatches.of("x".repeat(FRAME_BYTES / 2));
    try (RawClient client = new RawClient(broker.port())) {
      for (int i = 0; i < 16; i++) {
        assertEquals(RawClient.NONE, client.produce(1, FLOODED, 0, large).error());
      }
    }
    ByteBuffer fetch = Requests.fetch(1, FLOODED, 0, 0, 0, 8 * FRAME_BYTES);
    ByteBuffer produce = Requests.produce(1, 1, FLOODED, 0, large);
    // Each gets a response that it does not read, and has half a MiB of request waiting behind it:
    // together more than all the memory for requests.
    for (int i = 0; i < 16; i++) {
      RawClient deaf = new RawClient(broker.port(), 4096);
      clients.add(deaf);
      deaf.send(fetch);
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try {
                  deaf.send(produce);
                } catch (IOException closed) {
                  // What the others need it for.
                }
              }));
    }
    assertOthersGetOn();
  }
}
