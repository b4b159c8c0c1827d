package io.ringmain.testkit.tck.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** What the suite does to the directories of plugins that keep their logs in files. */
final class DirectoryTrees {
  private DirectoryTrees() {}

  /**
   * Copies all files as they are now.
   *
   * @return how many there were
   */
  static int copy(Path from, Path to) throws IOException {
    int files = 0;
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path source : tree.toList()) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          files += copyFile(source, target);
        }
      }
    }
    return files;
  }

  private static int copyFile(Path source, Path target) throws IOException {
    try {
      Files.copy(source, target);
      return 1;
    } catch (NoSuchFileException justRenamed) {
      return 0; // A temporary file that a thread of the plugin has put in place meanwhile.
    }
  }

  /** Flips a bit in the last byte of the first place where exactly these bytes lie in a file. */
  static boolean flipLastBit(Path directory, byte[] bytes) throws IOException {
    for (Path file : filesIn(directory)) {
      int position = indexOf(Files.readAllBytes(file), bytes);
      if (position >= 0) {
        byte flipped = (byte) (bytes[bytes.length - 1] ^ 1);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.wrap(new byte[] {flipped}), position + bytes.length - 1L);
        }
        return true;
      }
    }
    return false;
  }

  private static int indexOf(byte[] content, byte[] bytes) {
    for (int at = 0; at + bytes.length <= content.length; at++) {
      int same = 0;
      while (same < bytes.length && content[at + same] == bytes[same]) {
        same++;
      }
      if (same == bytes.length) {
        return at;
      }
    }
    return -1;
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> tree = Files.walk(directory)) {
        for (Path path : tree.toList().reversed()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
