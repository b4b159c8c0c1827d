package io.ringmain.distribution.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The record batches of a partition as they lie on the disks of its replicas.
 *
 * <pre>
 *   base offset 8 │ length 4 │ leader epoch 4 │ magic 1 │ crc 4 │ attributes 2 │ last offset delta 4 │ …
 * </pre>
 */
final class ReplicaFiles {
  private static final int HEADER_BYTES = 12;
  private static final int MAGIC_POSITION = 16;
  private static final int LAST_OFFSET_DELTA_POSITION = 23;
  private static final int LEAST_BATCH_BYTES = 61;

  private ReplicaFiles() {}

  /**
   * Compares replicas, byte for byte below a high watermark.
   *
   * @param partition as its folder is named
   * @param data the data folders of the replicas
   * @return how many batches each has there
   */
  static int assertIdentical(String partition, List<Path> data, long highWatermark)
      throws IOException {
    SortedMap<Long, ByteBuffer> first = batches(data.getFirst().resolve(partition), highWatermark);
    assertContiguous(partition, first, highWatermark);
    for (Path other : data.subList(1, data.size())) {
      SortedMap<Long, ByteBuffer> second = batches(other.resolve(partition), highWatermark);
      assertEquals(
          first.keySet(),
          second.keySet(),
          () -> partition + ": base offsets in " + data.getFirst() + " and " + other);
      first.forEach((base, bytes) ->
          assertEquals(
              bytes,
              second.get(base),
              () -> partition + " from " + base + " in " + data.getFirst() + " and " + other));
    }
    return first.size();
  }

  private static void assertContiguous(
      String partition, SortedMap<Long, ByteBuffer> batches, long highWatermark) {
    long next = batches.isEmpty() ? highWatermark : batches.firstKey();
    for (var batch : batches.entrySet()) {
      assertEquals(next, batch.getKey(), () -> partition + ": a gap in the offsets");
      next = endOffset(batch.getValue());
    }
    assertEquals(
        highWatermark, next, () -> partition + ": the files end before the high watermark");
  }

  private static long endOffset(ByteBuffer batch) {
    return batch.getLong(0) + batch.getInt(LAST_OFFSET_DELTA_POSITION) + 1;
  }

  /** The batches that end at the high watermark or below, by base offset. */
  private static SortedMap<Long, ByteBuffer> batches(Path folder, long highWatermark)
      throws IOException {
    SortedMap<Long, ByteBuffer> batches = new TreeMap<>();
    List<Path> segments;
    try (Stream<Path> files = Files.list(folder)) {
      segments = files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
    }
    for (Path segment : segments) {
      read(segment, highWatermark, batches);
    }
    return batches;
  }

  private static void read(Path segment, long highWatermark, SortedMap<Long, ByteBuffer> batches)
      throws IOException {
    ByteBuffer all;
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ)) {
      all = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      while (all.hasRemaining() && channel.read(all) >= 0) {
        // Until all of it is read.
      }
      all.flip();
    }
    int position = 0;
    while (all.limit() - position >= LEAST_BATCH_BYTES) {
      int length = all.getInt(position + 8);
      // What follows is reserved, and still zero.
      if (length < LEAST_BATCH_BYTES - HEADER_BYTES
          || length > all.limit() - position - HEADER_BYTES
          || all.get(position + MAGIC_POSITION) != 2) {
        return;
      }
      ByteBuffer batch = all.slice(position, HEADER_BYTES + length);
      if (endOffset(batch) > highWatermark) {
        return;
      }
      batches.put(batch.getLong(0), batch);
      position += HEADER_BYTES + length;
    }
  }
}
