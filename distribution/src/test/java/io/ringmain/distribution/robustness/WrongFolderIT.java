package io.ringmain.distribution.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders given to a broker by mistake: it says so in one line, and does no harm to them. */
class WrongFolderIT {
  private static final String TOPIC = "same";
  private static final int FAILED = 1;

  @TempDir private Path folder;

  /** Starts where it must not start, and gives the one line about it. */
  private static String refusal(ServedBroker broker) throws Exception {
    int before = broker.log().lines().toList().size();
    assertEquals("", broker.launch());
    assertEquals(FAILED, broker.exitCode());
    List<String> said =
        broker
            .log()
            .lines()
            .skip(before)
            .filter(line -> line.contains("WARN") || line.startsWith("ringmain: "))
            .toList();
    assertEquals(1, said.size(), said::toString);
    return said.getFirst();
  }

  private static void produce(ServedBroker broker) throws IOException {
    try (RawClient client = new RawClient(broker.port())) {
      client.createTopic(TOPIC);
      byte[] batch = RecordBatches.of(broker.data().toString());
      assertEquals(RawClient.NONE, client.produce(-1, TOPIC, 0, batch).error());
    }
  }

  /** Both clusters have a topic of this name: by the other's metadata, the log here is stale. */
  @Test
  void keepsTheLogsOfAnotherClusterAsTheyAre() throws Exception {
    Path ours = Files.createDirectory(folder.resolve("ours"));
    Path other = Files.createDirectory(folder.resolve("other"));
    try (ServedBroker broker = new ServedBroker(ours, Map.of()).start();
        ServedBroker stranger = new ServedBroker(other, Map.of()).start()) {
      produce(broker);
      produce(stranger);
      broker.kill();
      stranger.kill();
      Path mine = broker.data().resolve("coordination");
      Files.move(mine, ours.resolve("coordination"));
      Files.move(stranger.data().resolve("coordination"), mine);

      String line = refusal(broker);
      assertTrue(line.contains("belongs to cluster"), line);
      assertFalse(Files.exists(broker.data().resolve(".kafka_cleanshutdown")));

      Files.move(mine, stranger.data().resolve("coordination"));
      Files.move(ours.resolve("coordination"), mine);
      broker.start();
      try (RawClient client = new RawClient(broker.port())) {
        RecordBatches.forEach(
            client.fetch(TOPIC, 0, 0),
            0,
            (offset, value) -> assertEquals(broker.data().toString(), value));
      }
      assertEquals(0, broker.stop(), broker.log());
      assertEquals(List.of(), DumpLogs.complaints(broker.data()));
    }
  }

  @Test
  void writesNothingAmongTheFilesOfSomebodyElse() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.createFile(data.resolve("photo.jpg"));
    try (ServedBroker broker = new ServedBroker(folder, Map.of())) {
      String line = refusal(broker);
      assertTrue(line.contains("holds photo.jpg and no meta.properties"), line);
    }
    try (Stream<Path> files = Files.list(data)) {
      assertEquals(List.of(data.resolve("photo.jpg")), files.toList());
    }
  }

  @Test
  void refusesAFileInPlaceOfAFolder() throws Exception {
    Path file = Files.createFile(folder.resolve("data"));
    try (ServedBroker broker = new ServedBroker(folder, Map.of())) {
      String line = refusal(broker);
      assertEquals("ringmain: log.dirs: " + file + " cannot be used: not a directory", line);
    }
  }
}
