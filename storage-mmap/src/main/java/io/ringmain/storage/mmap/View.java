package io.ringmain.storage.mmap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * One mapping of a file from its first byte on, shared by reference count.
 *
 * <pre>
 *   references   1   held by its MappedFile only
 *               1+n  and by n slices and lookups
 *                n   let go by the MappedFile, still read
 *                0   never pinned again; unmapped by the housekeeper
 * </pre>
 *
 * <p>Any thread pins and releases, without locks. A buffer may be used only while pinned.
 */
final class View {
  private static final VarHandle REFERENCES;

  static {
    try {
      REFERENCES = MethodHandles.lookup().findVarHandle(View.class, "references", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final MappedFile file;
  private final Arena arena;
  private final ByteBuffer buffer;
  private final ByteBuffer readOnlyBuffer;
  private volatile int references = 1;
  private FileChannel channel; // guarded by this

  /** The sweep in which it was last pinned; a lost update only lets it live a little longer. */
  private int lastUsedSweep;

  View(MappedFile file, Arena arena, MemorySegment memory) {
    this.file = file;
    this.arena = arena;
    this.buffer = memory.asByteBuffer();
    this.readOnlyBuffer = buffer.asReadOnlyBuffer();
  }

  /** Takes a reference; false when the view is already gone. */
  boolean pin(int sweep) {
    int seen = references;
    while (seen > 0) {
      if (REFERENCES.compareAndSet(this, seen, seen + 1)) {
        if (lastUsedSweep != sweep) {
          lastUsedSweep = sweep;
        }
        return true;
      }
      seen = references;
    }
    return false;
  }

  /** Gives a reference back; the last one lets the mapping go. */
  void release() {
    if ((int) REFERENCES.getAndAdd(this, -1) == 1) {
      file.unreferenced(this);
    }
  }

  int sizeBytes() {
    return buffer.capacity();
  }

  int lastUsedSweep() {
    return lastUsedSweep;
  }

  /** All of the mapping, big endian, written to by the log's writer only. Absolute access only. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** A new read-only view of a range. */
  ByteBuffer slice(int position, int sizeBytes) {
    return readOnlyBuffer.slice(position, sizeBytes);
  }

  /**
   * The file, open for reading while the view is pinned; null when the budget of open files is used
   * up or the file has been deleted, in which case {@link #slice} serves. Another file may have its
   * name by then.
   */
  synchronized FileChannel channel() {
    // An interrupt of a thread that sends from a channel closes it for all: then open it anew.
    if (channel == null || !channel.isOpen()) {
      if (channel == null && !file.mappings().tryOpenFile()) {
        return null;
      }
      try {
        channel = FileChannel.open(file.path(), StandardOpenOption.READ);
      } catch (IOException gone) {
        if (channel == null) {
          file.mappings().fileClosed();
        }
        return null;
      }
      if (file.isRetired()) {
        // Files are renamed and replaced after they are retired: this may be its successor.
        close(channel);
        channel = null;
        file.mappings().fileClosed();
      }
    }
    return channel;
  }

  /** Unmaps. Costs a handshake of all threads, so it belongs on a background thread. */
  synchronized void unmap() {
    if (channel != null) {
      close(channel);
      channel = null;
      file.mappings().fileClosed();
    }
    arena.close();
  }

  private static void close(FileChannel opened) {
    try {
      opened.close();
    } catch (IOException ignored) {
      // It was open for reading only, so nothing can be lost.
    }
  }
}
