package org.example.storage.filechannel;

import io.ringmain.spi.storage.LogSnapshot;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What the kernel saved about a log: a CRC32C and the content, in a file for each (S23).
 *
 * <p>The two latest are kept, in memory as well. The writer saves and forgets, any thread asks, the
 * background thread writes files.
 */
final class Snapshots {
  private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());
  private static final String SUFFIX = ".snapshot";
  private static final int KEPT = 2;

  private final Path folder;
  private final Executor background;
  private final ConcurrentSkipListMap<Long, byte[]> contents = new ConcurrentSkipListMap<>();

  Snapshots(Path folder, Executor background) {
    this.folder = folder;
    this.background = background;
  }

  void load() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        if (bytes.remaining() >= 4 && bytes.getInt() == crc(bytes)) {
          String name = file.getFileName().toString();
          long offset = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
          contents.put(offset, copy(bytes));
        } else {
          Files.delete(file); // Torn by a crash: an older one serves.
        }
      }
    }
  }

  private static byte[] copy(ByteBuffer content) {
    byte[] copy = new byte[content.remaining()];
    content.duplicate().get(copy);
    return copy;
  }

  private static int crc(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }

  private Path path(long offset) {
    return folder.resolve("%020d%s".formatted(offset, SUFFIX));
  }

  void save(long offset, ByteBuffer content) throws IOException {
    byte[] copy = copy(content);
    contents.put(offset, copy);
    background.execute(() -> write(offset, copy));
    while (contents.size() > KEPT) {
      forget(contents.firstKey());
    }
  }

  private void write(long offset, byte[] content) {
    if (contents.get(offset) != content) {
      return;
    }
    Path file = path(offset);
    Path temporary = file.resolveSibling("snapshot.new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.allocate(4 + content.length);
      bytes.putInt(crc(ByteBuffer.wrap(content))).put(content).flip();
      Channels.writeFully(channel, bytes, 0);
      channel.force(false);
      putInPlace(temporary, offset, content);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot write " + file + "; an older snapshot serves", e);
    }
  }

  /** Unless it was forgotten or replaced while it was written. */
  private synchronized void putInPlace(Path temporary, long offset, byte[] content)
      throws IOException {
    if (contents.get(offset) == content) {
      Files.move(temporary, path(offset), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private synchronized void forget(long offset) throws IOException {
    Files.deleteIfExists(path(offset));
    contents.remove(offset);
  }

  /** Forgets those outside of the log. The files go at once, lest a crash bring them back. */
  void keepWithin(long logStartOffset, long logEndOffset) throws IOException {
    for (long offset : List.copyOf(contents.keySet())) {
      if (offset < logStartOffset || offset > logEndOffset) {
        forget(offset);
      }
    }
  }

  /** Their folder is gone: nothing is written any more. */
  synchronized void discard() {
    contents.clear();
  }

  Optional<LogSnapshot> latest(long atMost, long atLeast) {
    return Optional.ofNullable(contents.floorEntry(atMost))
        .filter(entry -> entry.getKey() >= atLeast)
        .map(entry -> new LogSnapshot(entry.getKey(), ByteBuffer.wrap(entry.getValue().clone())));
  }
}
