package io.ringmain.testkit.tck.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What the suite, and tests of a plugin's own, do to the directories of plugins that keep their
 * logs in files. Any thread.
 */
public final class DirectoryTrees {
  private DirectoryTrees() {}

  /**
   * Copies all files as they are now. What threads of the plugin rename or delete meanwhile, old
   * segments or temporary files that are put in place, is left out: so a process that is killed now
   * might leave them.
   *
   * @return how many there were
   * @throws IOException if one cannot be copied for another reason
   */
  public static int copy(Path from, Path to) throws IOException {
    AtomicInteger files = new AtomicInteger();
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(target(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            try {
              Files.copy(file, target(file));
              files.incrementAndGet();
              return FileVisitResult.CONTINUE;
            } catch (NoSuchFileException justGone) {
              return FileVisitResult.CONTINUE;
            }
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          private Path target(Path file) {
            return to.resolve(from.relativize(file).toString());
          }
        });
    return files.get();
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
