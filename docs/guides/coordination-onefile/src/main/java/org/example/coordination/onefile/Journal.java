package org.example.coordination.onefile;

import io.ringmain.spi.coordination.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The file: changes of the tree, one after the other.
 *
 * <pre>
 *   +--------+--------+-------------+-------------+------+---------+-------------+-------+
 *   | length | CRC32C | last number | path length | path | version | value length| value | …
 *   | 4      | 4      | 8           | 4           |      | 8       | 4, −1: gone |       |
 *   +--------+--------+-------------+-------------+------+---------+-------------+-------+
 *              └─ of what follows ──┘ └────────────── as often as needed ────────────────┘
 * </pre>
 *
 * <p>A change is durable when {@link #append} returns. A torn one at the end, which nobody has
 * heard of, is cut off. When most of the file is outdated it is written anew. On the store's
 * thread.
 */
final class Journal implements AutoCloseable {
  private static final int HEADER_BYTES = 8;
  private static final long LEAST_REWRITE_BYTES = 1 << 20;
  private static final int REWRITE_FACTOR = 4;
  private static final int GONE = -1;

  private final Path file;
  private final FileChannel lock;
  private FileChannel channel;
  private long rewriteAtBytes;

  private Journal(Path file, FileChannel lock) {
    this.file = file;
    this.lock = lock;
  }

  /** Opens the file for this process alone, and has the tree be what it tells. */
  static Journal open(Path file, Tree tree) throws IOException {
    Files.createDirectories(file.getParent());
    FileChannel lock =
        FileChannel.open(
            file.resolveSibling(file.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    Journal journal = new Journal(file, lock);
    try {
      if (lock.tryLock() == null) {
        throw new OverlappingFileLockException();
      }
      if (Files.exists(file)) {
        journal.replay(tree);
      }
      journal.rewrite(tree);
      return journal;
    } catch (OverlappingFileLockException e) {
      lock.close();
      throw new IOException("another process has it open", e);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void replay(Tree tree) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    while (bytes.remaining() >= HEADER_BYTES) {
      int length = bytes.getInt();
      int crc = bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        return;
      }
      ByteBuffer content = bytes.slice(bytes.position(), length);
      if (crc(content) != crc) {
        return;
      }
      tree.apply(decoded(content));
      bytes.position(bytes.position() + length);
    }
  }

  private static int crc(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }

  private static Tree.Change decoded(ByteBuffer content) {
    long lastNumber = content.getLong();
    Map<String, Optional<Entry>> entries = new LinkedHashMap<>();
    while (content.hasRemaining()) {
      String path = new String(bytes(content, content.getInt()), StandardCharsets.UTF_8);
      long version = content.getLong();
      int length = content.getInt();
      entries.put(
          path,
          length == GONE
              ? Optional.empty()
              : Optional.of(new Entry(bytes(content, length), version, 0)));
    }
    return new Tree.Change(entries, lastNumber);
  }

  private static byte[] bytes(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  /** Durable on return. The tree is the one before the change. */
  void append(Tree.Change change, Tree tree) throws IOException {
    if (channel.size() > rewriteAtBytes) {
      rewrite(tree);
    }
    write(channel, encoded(change));
  }

  /** An ephemeral entry is none, to the file: it would be gone when the file is read. */
  private static ByteBuffer encoded(Tree.Change change) {
    Map<byte[], Optional<Entry>> lasting = new LinkedHashMap<>();
    int bytes = HEADER_BYTES + Long.BYTES;
    for (Map.Entry<String, Optional<Entry>> each : change.entries().entrySet()) {
      byte[] path = each.getKey().getBytes(StandardCharsets.UTF_8);
      Optional<Entry> entry = each.getValue().filter(one -> one.ephemeralSessionId() == 0);
      lasting.put(path, entry);
      bytes += 2 * Integer.BYTES + Long.BYTES + path.length;
      bytes += entry.map(one -> one.value().length).orElse(0);
    }
    ByteBuffer encoded = ByteBuffer.allocate(bytes);
    encoded.position(HEADER_BYTES).putLong(change.lastNumber());
    lasting.forEach((path, entry) -> {
      encoded.putInt(path.length).put(path).putLong(entry.map(Entry::version).orElse(0L));
      entry.ifPresentOrElse(
          one -> encoded.putInt(one.value().length).put(one.value()), () -> encoded.putInt(GONE));
    });
    encoded.putInt(0, bytes - HEADER_BYTES);
    encoded.putInt(4, crc(encoded.slice(HEADER_BYTES, bytes - HEADER_BYTES)));
    return encoded.flip();
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  /** Writes what there is into a new file, which takes the place of the old one whole. */
  private void rewrite(Tree tree) throws IOException {
    Map<String, Optional<Entry>> all = new LinkedHashMap<>();
    tree.below("/").forEach((path, entry) -> all.put(path, Optional.of(entry)));
    tree.entry("/").ifPresent(root -> all.put("/", Optional.of(root)));
    Path next = file.resolveSibling(file.getFileName() + ".new");
    FileChannel written =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      write(written, encoded(new Tree.Change(all, tree.lastNumber())));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
        folder.force(true); // The new name.
      }
    } catch (IOException e) {
      written.close();
      throw e;
    }
    if (channel != null) {
      channel.close();
    }
    channel = written;
    rewriteAtBytes = Math.max(LEAST_REWRITE_BYTES, REWRITE_FACTOR * written.size());
  }

  @Override
  public void close() throws IOException {
    channel.close();
    lock.close();
  }
}
