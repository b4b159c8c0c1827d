package io.ringmain.distribution.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder on a small file system of its own that fills up and has room again (Invariant 47).
 * Needs the right to mount one, and is skipped without.
 */
class FullDiskIT {
  private static final String TOPIC = "filling";
  private static final int KAFKA_STORAGE_ERROR = 56;
  private static final int MOST_BATCHES = 1000;
  private static final String SIZE = "48m";

  @TempDir private Path folder;

  private Path disk;
  private boolean mounted;
  private ServedBroker broker;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", disk.toString()) == 0;
    assumeTrue(mounted, "a tmpfs cannot be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    if (broker != null) {
      broker.close();
      broker.exitCode();
    }
    if (mounted) {
      assertEquals(0, run("umount", disk.toString()));
    }
  }

  private static int run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor();
    } catch (IOException noSuchCommand) {
      return -1;
    }
  }

  @Test
  void refusesProduceServesTheRestAndRecoversByItself() throws Exception {
    fillAndFree("8388608");
  }

  @Test
  void survivesADiskWithoutASingleByteLeft() throws Exception {
    fillAndFree("0");
  }

  private void fillAndFree(String minFreeBytes) throws Exception {
    Map<String, String> settings =
        Map.of(
            "storage.min.free.bytes", minFreeBytes,
            "log.segment.bytes", "4194304",
            "log.segment.delete.delay.ms", "100");
    broker = new ServedBroker(folder, disk.resolve("data"), settings, "").start();
    byte[] batch = RecordBatches.of("x".repeat(250_000));
    try (RawClient client = new RawClient(broker.port())) {
      client.createTopic(TOPIC);
      int written = 0;
      int error = RawClient.NONE;
      while (error == RawClient.NONE && written < MOST_BATCHES) {
        error = client.produce(-1, TOPIC, 0, batch).error();
        written += error == RawClient.NONE ? 1 : 0;
      }
      assertEquals(KAFKA_STORAGE_ERROR, error, "after " + written + " batches");
      assertTrue(written > 10, "only " + written + " batches fitted");
      client.ask();
      assertEquals(written, count(client, 0));

      int kept = written - 2;
      ByteBuffer deleted = client.call(Requests.deleteRecords(1, TOPIC, 0, kept));
      assertEquals(kept, lowWatermark(deleted));
      while (error == KAFKA_STORAGE_ERROR) {
        error = client.produce(-1, TOPIC, 0, batch).error();
      }
      assertEquals(RawClient.NONE, error);
      assertEquals(3, count(client, kept));
    }
    assertEquals(0, broker.stop(), broker.log());
    assertEquals(List.of(), DumpLogs.complaints(broker.data()));
  }

  private static int count(RawClient client, long from) throws IOException {
    int[] records = {0};
    long next = from;
    for (; ; ) {
      ByteBuffer batches = client.fetch(TOPIC, 0, next);
      long after = RecordBatches.forEach(batches, next, (offset, value) -> records[0]++);
      if (after == next) {
        return records[0];
      }
      next = after;
    }
  }

  private static long lowWatermark(ByteBuffer deleted) {
    deleted.getInt(); // throttle time
    deleted.getInt(); // topics
    int nameBytes = deleted.getShort();
    deleted.position(deleted.position() + nameBytes);
    deleted.getInt(); // partitions
    deleted.getInt(); // partition
    return deleted.getLong();
  }
}
