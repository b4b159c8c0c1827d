package io.ringmain.storage.mmap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Kafka's text checkpoints: a version, the number of lines, the lines.
 *
 * <pre>
 *   0
 *   2
 *   orders 0 4711
 *   orders 1 4500
 * </pre>
 *
 * <p>Written whole, beside the old one, and renamed into place, so that a crash leaves one or the
 * other. Called from background threads and while opening.
 */
final class CheckpointFile {
  private CheckpointFile() {}

  /** The lines; none when the file is absent. */
  static List<String> read(Path path) throws IOException {
    if (Files.notExists(path)) {
      return List.of();
    }
    List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
    int count = lines.size() < 2 ? -1 : number(lines.get(1));
    if (count < 0 || lines.size() != count + 2 || number(lines.getFirst()) != 0) {
      throw new IOException(
          "malformed checkpoint: version 0, a count and as many lines are expected");
    }
    return lines.subList(2, lines.size());
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }

  static ByteBuffer text(List<String> lines) {
    StringBuilder text = new StringBuilder("0\n").append(lines.size()).append('\n');
    for (String line : lines) {
      text.append(line).append('\n');
    }
    return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Puts a file with this content in place, wholly or not at all.
   *
   * @param flush whether that holds for a failure of the machine too
   */
  static void replace(Path path, ByteBuffer content, boolean flush) throws IOException {
    Path temporary = path.resolveSibling(path.getFileName() + LogFiles.TEMPORARY);
    Uninterrupted.run(() -> write(temporary, content.duplicate(), flush));
    rename(temporary, path);
  }

  private static void write(Path temporary, ByteBuffer content, boolean flush) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
      if (flush) {
        channel.force(false);
      }
    }
  }

  /** Gives a file or folder its name, taking it from a file that had it. */
  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Flushes a file, or the names in a folder. */
  static void force(Path path) throws IOException {
    Uninterrupted.run(() -> {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        channel.force(true);
      }
    });
  }
}
