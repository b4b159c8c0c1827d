package io.ringmain.storage.mmap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Fixed-size entries in a file, with the newest of them still in memory.
 *
 * <pre>
 *   entry    0 ............................ tail.first ............ size
 *            │  in the file, mapped on demand │  in memory, on disk  │
 *            │                                │  as far as persisted │
 * </pre>
 *
 * <p>So an index costs no mapping and no file while its segment is small, and its file never has a
 * tail of zeros. The writer adds; readers search without locks; the flusher persists. Adding
 * allocates a new tail every {@value #TAIL_ENTRIES} entries and nothing otherwise.
 */
abstract class IndexFile {
  private static final int TAIL_ENTRIES = 128;
  private static final int FIRST_TAIL_ENTRIES = 8;

  private final MappedFile file;
  private final int entryBytes;
  private volatile Tail tail;
  private int persisted; // entries in the file; guarded by this
  private boolean retired; // guarded by this
  private volatile int forced; // entries flushed; −1 when there is no file yet

  /**
   * Entries from {@code first} on, in their form on disk. Entries below {@code count} are fixed.
   */
  private static final class Tail {
    final int first;
    final ByteBuffer entries;
    volatile int count;

    Tail(int first, int capacityBytes) {
      this.first = first;
      this.entries = ByteBuffer.allocate(capacityBytes);
    }
  }

  IndexFile(Mappings mappings, Path path, int entryBytes, int entriesInFile) {
    this.file = new MappedFile(mappings, path);
    this.entryBytes = entryBytes;
    this.persisted = entriesInFile;
    this.forced = entriesInFile == 0 ? -1 : entriesInFile;
    this.tail = new Tail(entriesInFile, FIRST_TAIL_ENTRIES * entryBytes);
  }

  /** Number of entries. */
  final int size() {
    Tail current = tail;
    return current.first + current.count;
  }

  /** Called by the writer: where to put the next entry, to be followed by {@link #added}. */
  final ByteBuffer slotBuffer() {
    Tail current = tail;
    int capacity = current.entries.capacity() / entryBytes;
    if (current.count == capacity) {
      tail = current = capacity < TAIL_ENTRIES ? widened(current) : spilled(current);
    }
    return current.entries;
  }

  final int slotPosition() {
    return tail.count * entryBytes;
  }

  final void added() {
    Tail current = tail;
    int count = current.count;
    current.count = count + 1;
  }

  private static Tail widened(Tail full) {
    Tail wider = new Tail(full.first, full.entries.capacity() * 4);
    wider.entries.put(0, full.entries, 0, full.entries.capacity());
    wider.count = full.count;
    return wider;
  }

  private Tail spilled(Tail full) {
    persist();
    return new Tail(full.first + full.count, full.entries.capacity());
  }

  /** Writes what is only in memory to the file, without flushing it. Any thread. */
  final synchronized void persist() {
    Tail current = tail;
    int size = current.first + current.count;
    if (retired || size == persisted) {
      return;
    }
    int from = (persisted - current.first) * entryBytes;
    int to = (size - current.first) * entryBytes;
    try {
      Uninterrupted.run(() -> write(current.entries.duplicate().limit(to).position(from)));
      persisted = size;
    } catch (IOException e) {
      throw IoFailures.of("write", file.path(), e);
    }
  }

  private void write(ByteBuffer entries) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long position = (long) persisted * entryBytes;
      while (entries.hasRemaining()) {
        position += channel.write(entries, position);
      }
    }
  }

  /** Persists and flushes; an empty file is made when there is no entry, for Kafka's tools. */
  final void force() throws IOException {
    int size;
    synchronized (this) {
      persist();
      size = persisted;
      if (retired || forced == size) {
        return;
      }
      if (Files.notExists(file.path())) {
        Files.createFile(file.path());
      }
    }
    // Outside the lock, so that the writer never waits for the disk.
    Uninterrupted.run(() -> {
      try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
        channel.force(false);
      }
    });
    forced = size;
  }

  final Path path() {
    return file.path();
  }

  final void movedTo(Path path) {
    file.movedTo(path);
  }

  final synchronized void retire() {
    retired = true;
    file.retire();
  }

  final boolean isUnreferenced() {
    return file.isUnreferenced();
  }

  /** Leaves only the first {@code entries} entries in a file that no index object uses. */
  static void truncate(Path path, int entries, int entryBytes) throws IOException {
    if (Files.exists(path)) {
      Uninterrupted.run(() -> {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          channel.truncate((long) entries * entryBytes);
        }
      });
    }
  }

  /** Compares an entry with what is searched: negative when the entry is below, 0 when equal. */
  interface Order {
    int compare(ByteBuffer entries, int position, long key);
  }

  /**
   * Number of the last entry at or below {@code key}, or −1.
   *
   * @param order consistent with the order of the entries
   */
  final int floor(Order order, long key) {
    Tail current = tail;
    int count = current.count;
    if (current.first == 0 || (count > 0 && order.compare(current.entries, 0, key) <= 0)) {
      return current.first + search(current.entries, count, order, key);
    }
    View view = file.pin(current.first * entryBytes);
    if (view == null) {
      return -1; // Deleted meanwhile: the reader finds out by the log file.
    }
    try {
      return search(view.buffer(), current.first, order, key);
    } finally {
      view.release();
    }
  }

  private int search(ByteBuffer entries, int count, Order order, long key) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (order.compare(entries, middle * entryBytes, key) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  /** Reads a field of an entry, or {@code absent} when the entry is not there. */
  final long longAt(int entry, int fieldPosition, long absent) {
    Tail current = tail;
    if (entry >= current.first) {
      return entry < current.first + current.count
          ? current.entries.getLong((entry - current.first) * entryBytes + fieldPosition)
          : absent;
    }
    View view = entry < 0 ? null : file.pin(current.first * entryBytes);
    if (view == null) {
      return absent;
    }
    try {
      return view.buffer().getLong(entry * entryBytes + fieldPosition);
    } finally {
      view.release();
    }
  }
}
