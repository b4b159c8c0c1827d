package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntSupplier;

/**
 * Where the writer of an active segment writes: disk space that the file was given ahead of need,
 * mapped for writing.
 *
 * <pre>
 *   position 0                 size             capacity
 *            │ batch │ batch │ │ end mark, zeros │ the next step, prepared │  ≤ segment.bytes
 *                                                └── by the housekeeper ───┘
 * </pre>
 *
 * <p>Called by the log's writer, on the hot path without allocation. Steps grow fourfold, so that a
 * small log stays small, and a full disk shows in them and never as a fault of the mapping. What is
 * not used is given back by whoever releases or flushes the segment, on any thread.
 */
final class SegmentSpace {
  private static final System.Logger LOG = System.getLogger(SegmentSpace.class.getName());
  private static final int FIRST_STEP_BYTES = 16 << 10;
  static final int LARGEST_STEP_BYTES = 64 << 20;

  private final Services services;
  private final DataDirectory directory;
  private final MappedFile file;
  private final IntSupplier size;

  // The writer's own.
  private ByteBuffer writeBuffer;
  private LargeAppends largeAppends; // Null as long as there were none.
  private volatile int capacity;
  private volatile boolean preparing;

  // Between the writer and the background threads; guarded by this.
  private View prepared;
  private boolean sealed;
  private boolean closed;

  /**
   * @param size of the segment, as published
   */
  SegmentSpace(Services services, DataDirectory directory, MappedFile file, IntSupplier size) {
    this.services = services;
    this.directory = directory;
    this.file = file;
    this.size = size;
  }

  /** Whether the writer holds any. */
  boolean isHeld() {
    return capacity > 0;
  }

  /** Puts batches at {@code position}, which is the size, and the end mark behind if it fits. */
  void write(ByteBuffer batches, int from, int lengthBytes, int position, LogConfig config) {
    int end = position + lengthBytes;
    if (end > capacity) {
      grow(position, end, config);
    }
    boolean marked = end + Segment.END_MARK_BYTES <= capacity;
    if (!LargeAppends.suit(batches, lengthBytes)
        || !wroteLarge(batches, from, lengthBytes, position, marked)) {
      writeBuffer.put(position, batches, from, lengthBytes);
      if (marked) {
        writeBuffer.putInt(end + Segment.END_MARK_BYTES - Integer.BYTES, Segment.END_MARK);
      }
    }
  }

  private boolean wroteLarge(
      ByteBuffer batches, int from, int lengthBytes, int position, boolean marked) {
    try {
      if (largeAppends == null) {
        largeAppends = LargeAppends.open(file);
      }
      if (largeAppends == null) {
        return false;
      }
      largeAppends.write(batches, from, lengthBytes, position, marked);
      return true;
    } catch (IOException e) {
      throw IoFailures.of("write", file.path(), e);
    }
  }

  private void grow(int position, int end, LogConfig config) {
    View next = takePrepared(end);
    if (next == null) {
      try {
        next = allocate(nextCapacity(position, end, config));
      } catch (IOException e) {
        throw IoFailures.of("preallocate", file.path(), e);
      }
    }
    adopt(next);
  }

  private synchronized View takePrepared(int end) {
    View next = prepared;
    prepared = null;
    preparing = false;
    if (next != null && next.sizeBytes() < end) {
      next.release();
      return null;
    }
    return next;
  }

  /** From now on the writer writes there. */
  void adopt(View next) {
    file.publishForWriting(next);
    writeBuffer = next.buffer();
    capacity = next.sizeBytes();
  }

  private static int nextCapacity(int present, int end, LogConfig config) {
    long step = Math.min(LARGEST_STEP_BYTES, Math.max(FIRST_STEP_BYTES, 3L * present));
    long wanted = Math.max(present + step, (long) end + Segment.END_MARK_BYTES);
    return (int) Math.max(end, Math.min(wanted, config.segmentBytes()));
  }

  /** On the writer, or ahead of it on the housekeeper. */
  private View allocate(int newCapacity) throws IOException {
    Path path = file.path();
    directory.checkRoom(newCapacity - size.getAsInt());
    if (Files.notExists(path)) {
      Files.createFile(path);
    }
    services.preallocation().allocate(path, size.getAsInt(), newCapacity);
    return file.mapForWriting(newCapacity);
  }

  /** Has the next step made before it is needed. {@code present} is the size by now. */
  void prepareIfScarce(int present, LogConfig config) {
    if (capacity - present < capacity >> 2 && !preparing && capacity < config.segmentBytes()) {
      preparing = true;
      int wanted = nextCapacity(present, capacity, config);
      services.background().housekeep(() -> prepare(wanted));
    }
  }

  private synchronized void prepare(int wanted) {
    if (closed || sealed) {
      return;
    }
    try {
      prepared = allocate(wanted);
    } catch (IOException | StorageException e) {
      // The writer will try again when it needs the space, and report what it meets then.
      LOG.log(Level.DEBUG, "cannot prepare space for " + file.path(), e);
    }
  }

  /** Gives back what is not used; the next write maps anew. */
  synchronized void release() {
    letGo();
    trim();
  }

  /** Nothing more is written. What is not used is still there until it is {@link #trim trimmed}. */
  synchronized void seal() {
    sealed = true;
    letGo();
  }

  /** The segment ends: its file may belong to another segment object from now on. */
  synchronized void close() {
    closed = true;
    letGo();
  }

  private void letGo() {
    if (prepared != null) {
      prepared.release();
      prepared = null;
    }
    preparing = false;
    capacity = 0;
    writeBuffer = null;
    if (largeAppends != null) {
      largeAppends.close();
      largeAppends = null;
    }
    file.writerDone();
  }

  /** Cuts the file off at the size. Nobody reads beyond it, so that harms no mapping. */
  synchronized void trim() {
    if (closed) {
      return;
    }
    Path path = file.path();
    try {
      Uninterrupted.run(() -> {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
          channel.truncate(size.getAsInt());
        }
      });
    } catch (NoSuchFileException neverWritten) {
      // A segment without a batch has no file yet.
    } catch (IOException e) {
      throw IoFailures.of("trim", path, e);
    }
  }
}
