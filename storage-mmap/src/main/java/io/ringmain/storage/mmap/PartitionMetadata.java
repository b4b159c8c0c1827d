package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * The file {@code partition.metadata}, which says to which incarnation of its topic a folder
 * belongs.
 *
 * <pre>
 *   version: 0
 *   topic_id: 5Qjvnq9bTq2c1mH0mGw2Xw      (16 bytes in URL-safe base 64, no padding)
 * </pre>
 */
final class PartitionMetadata {
  private static final String VERSION = "version: 0";
  private static final String TOPIC_ID = "topic_id: ";

  private PartitionMetadata() {}

  /** Not flushed: a thousand topics are made at once; the first flush of a segment does it. */
  static void write(Path folder, LogId id) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(16)
            .putLong(id.topicId().getMostSignificantBits())
            .putLong(id.topicId().getLeastSignificantBits());
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    CheckpointFile.replace(
        folder.resolve(LogFiles.PARTITION_METADATA),
        StandardCharsets.UTF_8.encode(VERSION + "\n" + TOPIC_ID + text + "\n"),
        false);
  }

  /** The log that lives in a folder; empty when the folder is not one of a log. */
  static Optional<LogId> read(Path folder) throws IOException {
    return read(folder, folder.getFileName().toString());
  }

  /** As {@link #read(Path)}, where the name of the log is not that of the folder. */
  static Optional<LogId> read(Path folder, String name) throws IOException {
    Path path = folder.resolve(LogFiles.PARTITION_METADATA);
    int dash = name.lastIndexOf('-');
    if (dash <= 0 || Files.notExists(path)) {
      return Optional.empty();
    }
    try {
      int partition = Integer.parseInt(name.substring(dash + 1));
      for (String line : Files.readAllLines(path, StandardCharsets.UTF_8)) {
        if (line.startsWith(TOPIC_ID)) {
          byte[] id = Base64.getUrlDecoder().decode(line.substring(TOPIC_ID.length()).strip());
          ByteBuffer bytes = ByteBuffer.wrap(id);
          UUID topicId = new UUID(bytes.getLong(), bytes.getLong());
          return Optional.of(new LogId(name.substring(0, dash), partition, topicId));
        }
      }
    } catch (RuntimeException malformed) {
      throw new IOException(path + " is malformed: " + malformed.getMessage(), malformed);
    }
    throw new IOException(path + " is malformed: it has no line " + TOPIC_ID);
  }
}
