package io.ringmain.distribution.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What no client should send, to a broker with little memory: it answers or closes that connection,
 * says so in one line, and serves the others (Invariant 45).
 */
class GarbageIT {
  private static final String TOPIC = "target";
  private static final int FRAME_BYTES = 1 << 20;
  private static final int BITS = 8;

  /** Where the bits that the broker itself sets end: base offset, and the leader epoch. */
  private static final int LEADER_EPOCH_POSITION = 12;

  private static final int MAGIC_POSITION = 16;

  @TempDir private static Path folder;

  private static ServedBroker broker;

  private final long seed = Long.getLong("ringmain.seed", new Random().nextInt());
  private final Random random = new Random(seed);

  /** Connections that stay half-open until the test is over. */
  private final List<RawClient> halves = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    broker =
        new ServedBroker(
                folder,
                folder.resolve("data"),
                Map.of(
                    "socket.request.max.bytes",
                    "" + FRAME_BYTES,
                    "queued.max.request.bytes",
                    "" + FRAME_BYTES,
                    "transport.netty.stall.timeout.ms",
                    "500",
                    // Connections come faster here than they are accepted.
                    "socket.listen.backlog.size",
                    "4096"),
                "-Xmx64m -XX:+UseSerialGC")
            .start();
    try (RawClient client = new RawClient(broker.port())) {
      client.createTopic(TOPIC);
    }
  }

  @AfterAll
  static void stop() throws Exception {
    try (ServedBroker last = broker) {
      assertEquals(0, last.stop());
      assertFalse(last.log().contains("OutOfMemory"), last.log());
    }
  }

  @AfterEach
  void closeHalves() throws IOException {
    for (RawClient half : halves) {
      half.close();
    }
  }

  private void assertServes() throws IOException {
    try (RawClient client = new RawClient(broker.port())) {
      client.ask();
      assertEquals(
          RawClient.NONE,
          client.produce(-1, TOPIC, 0, RecordBatches.of("fine")).error(),
          () -> "seed " + seed);
    }
  }

  /** Sends what closes the connection, and looks for the one line about it. */
  private static void assertClosedWithOneLine(ByteBuffer garbage, String reason) throws Exception {
    int localPort;
    int logged = broker.log().length(); // Ports come again: an earlier line may name this one.
    try (RawClient client = new RawClient(broker.port())) {
      localPort = client.localPort();
      client.send(garbage);
      assertTrue(client.isClosedByBroker(), reason);
    }
    List<String> lines =
        broker
            .log()
            .substring(logged)
            .lines()
            .filter(line -> line.contains("127.0.0.1:" + localPort))
            .toList();
    assertEquals(1, lines.size(), () -> reason + ": " + lines);
    assertTrue(lines.getFirst().contains(reason), lines.getFirst());
  }

  @Test
  void refusesLengthsThatCannotBe() throws Exception {
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, FRAME_BYTES + 1}) {
      assertClosedWithOneLine(
          ByteBuffer.allocate(Integer.BYTES).putInt(0, length),
          "frame length " + length + " is not allowed");
    }
    assertServes();
  }

  @Test
  void refusesUnknownApisAndVersions() throws Exception {
    for (int apiKey : new int[] {-1, 4, 99, 1000, Short.MAX_VALUE, Short.MIN_VALUE}) {
      assertClosedWithOneLine(
          Requests.framed(Requests.header(apiKey, 0, 1, 0)),
          "API key " + apiKey + " is not served");
    }
    for (int apiKey : new int[] {0, 1, 3, 22}) {
      for (int version : new int[] {-1, 99, Short.MAX_VALUE}) {
        assertClosedWithOneLine(
            Requests.framed(Requests.header(apiKey, version, 1, 0)), "is not served");
      }
    }
    assertServes();
  }

  @Test
  void tellsNewerClientsWhichVersionsThereAre() throws Exception {
    try (RawClient client = new RawClient(broker.port())) {
      ByteBuffer answer = client.call(Requests.framed(Requests.header(18, 99, 1, 1).put((byte) 0)));
      assertEquals(35, answer.getShort(), "UNSUPPORTED_VERSION");
      client.ask();
    }
  }

  @Test
  void survivesRandomBytes() throws Exception {
    for (int i = 0; i < 200; i++) {
      byte[] noise = new byte[1 + random.nextInt(4096)];
      random.nextBytes(noise);
      try (RawClient client = new RawClient(broker.port())) {
        sendOrEnd(client, ByteBuffer.wrap(noise));
      }
    }
    assertServes();
  }

  @Test
  void survivesFramesOfRandomBytesForEveryApi() throws Exception {
    for (int i = 0; i < 1000; i++) {
      int apiKey = random.nextInt(70);
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      ByteBuffer frame = Requests.header(apiKey, random.nextInt(6), i, noise.length).put(noise);
      try (RawClient client = new RawClient(broker.port())) {
        sendOrEnd(client, Requests.framed(frame));
      }
    }
    assertServes();
    assertFalse(broker.log().contains(" failed"), () -> "seed " + seed + ": " + logTail());
  }

  @Test
  void survivesRequestsCutShort() throws Exception {
    ByteBuffer whole = Requests.produce(1, -1, TOPIC, 0, RecordBatches.of("cut"));
    for (int bytes = 1; bytes < whole.remaining() - Integer.BYTES; bytes++) {
      ByteBuffer cut = ByteBuffer.allocate(bytes + Integer.BYTES);
      cut.putInt(bytes).put(whole.slice(Integer.BYTES, bytes)).flip();
      try (RawClient client = new RawClient(broker.port())) {
        client.send(cut);
        assertFalse(client.isAnswered(), "answered " + bytes + " bytes");
      }
    }
    assertServes();
  }

  @Test
  void putsFramesTogetherThatWereSplitAtAnyByte() throws Exception {
    byte[] batch = RecordBatches.of("split");
    try (RawClient client = new RawClient(broker.port())) {
      ByteBuffer whole = Requests.produce(1, -1, TOPIC, 0, batch);
      for (int at = 1; at < whole.remaining(); at++) {
        client.send(whole.slice(0, at));
        client.send(whole.slice(at, whole.remaining() - at));
        assertEquals(RawClient.NONE, RawClient.produced(client.receive()).error());
      }
      for (int at = 0; at < whole.remaining(); at++) {
        client.send(whole.slice(at, 1));
      }
      assertEquals(RawClient.NONE, RawClient.produced(client.receive()).error());
    }
  }

  @Test
  void refusesRecordBatchesWithAnyBitFlipped() throws Exception {
    byte[] batch = RecordBatches.of("some", "values");
    try (RawClient client = new RawClient(broker.port())) {
      long before = client.produce(-1, TOPIC, 0, batch).baseOffset();
      int accepted = 0;
      for (int bit = 0; bit < batch.length * BITS; bit++) {
        int position = bit / BITS;
        byte[] flipped = batch.clone();
        flipped[position] ^= (byte) (1 << (bit % BITS));
        int error = client.produce(-1, TOPIC, 0, flipped).error();
        boolean ours = position >= LEADER_EPOCH_POSITION && position < MAGIC_POSITION;
        if (position < Long.BYTES || ours) {
          accepted += error == RawClient.NONE ? 1 : 0;
        } else {
          assertNotEquals(RawClient.NONE, error, "bit " + bit);
        }
      }
      long after = client.produce(-1, TOPIC, 0, batch).baseOffset();
      assertEquals(before + 2L * (accepted + 1), after, "something else was appended");
    }
  }

  @Test
  void refusesMoreElementsThanTheHeapHasRoomFor() throws Exception {
    assertClosedWithOneLine(Requests.metadataOfNameless(1, 500_000), "more elements than are");
    assertServes();
  }

  @Test
  void givesBackTheMemoryOfRequestsWhoseClientsHaveGone() throws Exception {
    for (int i = 0; i < 3 * FRAME_BYTES / 256 / 2; i++) {
      try (RawClient client = new RawClient(broker.port())) {
        client.send(Requests.fetch(i, TOPIC, 0, Integer.MAX_VALUE / 2, Integer.MAX_VALUE, 1));
        client.send(Requests.fetch(i, TOPIC, 0, 0, Integer.MAX_VALUE, 1));
      }
    }
    assertServes();
  }

  @Test
  void servesOthersWhileRequestsStayHalfSent() throws Exception {
    ByteBuffer whole = Requests.produce(1, -1, TOPIC, 0, new byte[FRAME_BYTES / 8]);
    for (int i = 0; i < 50; i++) {
      RawClient half = new RawClient(broker.port());
      halves.add(half);
      half.send(whole.slice(0, 1 + random.nextInt(2000)));
    }
    for (int i = 0; i < 20; i++) {
      assertServes();
    }
  }

  @Test
  void leavesNoFileAndNoThreadOfAThousandConnections() throws Exception {
    assertServes();
    long files = broker.openFiles();
    long threads = broker.threads();
    long residentKib = broker.residentKib();
    for (int i = 0; i < 1000; i++) {
      try (RawClient client = new RawClient(broker.port())) {
        client.ask();
      }
    }
    try (RawClient client = new RawClient(broker.port())) {
      while (broker.openFiles() > files + 5) {
        client.ask(); // Until the last of them is closed on the broker's side too.
      }
    }
    assertTrue(broker.threads() <= threads + 5, broker.threads() + " threads, before " + threads);
    long moreKib = broker.residentKib() - residentKib;
    assertTrue(moreKib < 100 << 10, moreKib + " KiB more than before");
  }

  private static void sendOrEnd(RawClient client, ByteBuffer bytes) throws IOException {
    try {
      client.send(bytes);
    } catch (SocketException closedByBroker) {
      // Which is an answer too.
    }
  }

  private static String logTail() {
    try {
      String log = broker.log();
      return log.substring(Math.max(0, log.length() - 4000));
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
