package io.ringmain.coordination.local;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The file {@code metadata.journal}: every lasting change, in order.
 *
 * <pre>
 *   "RINGMLC1" │ frame │ frame │ frame …          see Frames
 *
 *   full of history, or unsure of its end ──▶ written anew beside it, forced, renamed over it
 * </pre>
 *
 * <p>One frame is written and forced at a time, so only the last one can be torn by a crash: it was
 * told to nobody, and is cut off. A bad frame with a good one behind it is damage, and refused.
 *
 * <p>Used by the thread that opens the store, then by the store's.
 */
final class Journal implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Journal.class.getName());
  private static final byte[] MAGIC = "RINGMLC1".getBytes(StandardCharsets.US_ASCII);
  private static final String NAME = "metadata.journal";

  /** Below this a history costs nothing worth a rewrite. */
  private static final long LEAST_REWRITTEN_BYTES = 1 << 20;

  private static final int MOST_HISTORY = 4;

  private final Path file;
  private final WriteGuard guard;
  private FileChannel channel;
  private long end;
  private long endAfterRewrite;

  private Journal(Path file, WriteGuard guard) {
    this.file = file;
    this.guard = guard;
  }

  /**
   * Opens the journal in a folder, or begins one.
   *
   * @param replay gets every change, in order
   * @throws IOException if that cannot be done, or the file is no journal or damaged
   */
  static Journal open(Path folder, WriteGuard guard, Consumer<Change> replay) throws IOException {
    Journal journal = new Journal(folder.resolve(NAME), guard);
    Files.deleteIfExists(journal.newFile());
    if (Files.exists(journal.file)) {
      journal.recover(replay);
    } else {
      journal.rewrite(List.of());
    }
    return journal;
  }

  private Path newFile() {
    return file.resolveSibling(NAME + ".new");
  }

  private void recover(Consumer<Change> replay) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < MAGIC.length || Arrays.mismatch(bytes, MAGIC) < MAGIC.length) {
      throw new IOException(NAME + " is not a journal of this plugin, or of a later version of it");
    }
    int position = MAGIC.length;
    Optional<Frames.Found> found = decode(bytes, position);
    while (found.isPresent()) {
      found.get().changes().forEach(replay);
      position = found.get().end();
      found = decode(bytes, position);
    }
    requireNothingBehind(bytes, position);
    channel = FileChannel.open(file, StandardOpenOption.WRITE);
    if (position < bytes.length) {
      LOG.log(
          WARNING,
          file
              + ": the last write was torn; "
              + (bytes.length - position)
              + " bytes that nobody was told of are cut off");
      cutOff(position);
    }
    end = position;
    endAfterRewrite = position;
  }

  private void cutOff(long position) throws IOException {
    try {
      channel.truncate(position);
      channel.force(true);
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  private static Optional<Frames.Found> decode(byte[] bytes, int position) throws IOException {
    try {
      return Frames.decode(bytes, position);
    } catch (IllegalArgumentException unknown) {
      throw new IOException(NAME + ": " + unknown.getMessage(), unknown);
    }
  }

  private static void requireNothingBehind(byte[] bytes, int bad) throws IOException {
    for (int position = bad + 1; position <= bytes.length - Frames.HEADER_BYTES; position++) {
      if (decode(bytes, position).isPresent()) {
        throw new IOException(
            NAME
                + " is damaged at byte "
                + bad
                + ", with later changes behind; restore the file from a copy");
      }
    }
  }

  /** Adds changes; they are not sure to survive a failure of the machine before {@link #force}. */
  void append(List<Change> changes) throws IOException {
    guard.beforeWrite();
    ByteBuffer frame = Frames.encode(end, changes);
    int length = frame.remaining();
    write(channel, frame, end);
    end += length;
  }

  private static void write(FileChannel target, ByteBuffer bytes, long from) throws IOException {
    long position = from;
    while (bytes.hasRemaining()) {
      position += target.write(bytes, position);
    }
  }

  /** Returns when the disk has all that was appended. */
  void force() throws IOException {
    channel.force(false);
  }

  /** Whether most of the file tells of what is no more. */
  boolean isFullOfHistory() {
    return end > Math.max(LEAST_REWRITTEN_BYTES, MOST_HISTORY * endAfterRewrite);
  }

  /** Has the file tell these changes alone; on failure the file is as it was. */
  void rewrite(List<Change> all) throws IOException {
    guard.beforeWrite();
    FileChannel fresh =
        FileChannel.open(
            newFile(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      write(fresh, ByteBuffer.wrap(MAGIC), 0);
      ByteBuffer frame = Frames.encode(MAGIC.length, new ArrayList<>(all));
      long freshEnd = (long) MAGIC.length + frame.remaining();
      write(fresh, frame, MAGIC.length);
      fresh.force(true);
      Files.move(newFile(), file, StandardCopyOption.ATOMIC_MOVE);
      forceFolder();
      end = freshEnd;
      endAfterRewrite = freshEnd;
    } catch (IOException failed) {
      fresh.close();
      throw failed;
    }
    if (channel != null) {
      channel.close();
    }
    channel = fresh;
  }

  private void forceFolder() throws IOException {
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
