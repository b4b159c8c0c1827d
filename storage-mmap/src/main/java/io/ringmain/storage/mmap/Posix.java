package io.ringmain.storage.mmap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The C functions that the storage calls, through the Foreign Function and Memory API.
 *
 * <p>Called by a log's writer and by the housekeeper. Unlike those of a {@link
 * java.nio.channels.FileChannel}, they take no notice of an interrupt of their thread. Linux only:
 * the numbers below are its own.
 */
final class Posix {
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;

  private static final int EINTR = 4;
  private static final int EIO = 5;
  private static final int ENOSPC = 28;
  private static final int EFBIG = 27;
  private static final int EDQUOT = 122;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /** Where a failed call leaves the number of its error. */
  private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /**
   * Of every function here, called with zeros behind its own arguments. Linking a shape takes
   * longer than all else that opening a storage does, so there is one: by the calling conventions
   * of all of Linux' 64-bit machines these arguments travel in registers, where a function leaves
   * alone what it does not know of, and takes an int from the lower half.
   */
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG);

  private static final Optional<Posix> LINKED = link();

  private final MethodHandle call;
  private final MemorySegment open;
  private final MemorySegment close;
  private final MemorySegment fallocate;
  private final MemorySegment pwritev;

  @SuppressWarnings("restricted") // The launcher enables native access for this module.
  private Posix(Linker linker, SymbolLookup c) {
    this.call = linker.downcallHandle(SHAPE, Linker.Option.captureCallState("errno"));
    this.open = c.findOrThrow("open");
    this.close = c.findOrThrow("close");
    this.fallocate = c.findOrThrow("posix_fallocate");
    this.pwritev = c.findOrThrow("pwritev");
  }

  /** The functions, where there are any. */
  static Optional<Posix> linked() {
    return LINKED;
  }

  private static Optional<Posix> link() {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      return Optional.of(new Posix(linker, linker.defaultLookup()));
    } catch (RuntimeException | LinkageError unavailable) {
      // Native access denied or another C library: the portable ways work as well, only slower.
      System.getLogger(Posix.class.getName())
          .log(System.Logger.Level.INFO, "the C library cannot be called", unavailable);
      return Optional.empty();
    }
  }

  /** Opens a file that exists, and returns its descriptor. */
  int open(Path file, int flags) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = newCallState(arena);
      long name = arena.allocateFrom(file.toString()).address();
      while (true) {
        int descriptor = (int) call(open, state, name, flags | O_CLOEXEC, 0, 0);
        if (descriptor >= 0) {
          return descriptor;
        }
        int error = errno(state);
        if (error != EINTR) {
          throw failure(file, "open", error);
        }
      }
    }
  }

  /** Gives a descriptor back. What the disk did not take shows when the file is flushed. */
  void close(int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      long _ = call(close, newCallState(arena), descriptor, 0, 0, 0);
    }
  }

  void preallocate(Path file, int descriptor, long from, long lengthBytes) throws IOException {
    int error;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = newCallState(arena);
      do {
        error = (int) call(fallocate, state, descriptor, from, lengthBytes, 0);
      } while (error == EINTR);
    }
    if (error != 0) {
      throw failure(file, "posix_fallocate", error);
    }
  }

  /**
   * Writes several pieces of memory one behind the other. Hot path: allocates nothing.
   *
   * @param state of {@link #newCallState}
   * @param pieces an array of {@code struct iovec}
   * @return how many bytes were written, at least one
   */
  long write(
      Path file, int descriptor, MemorySegment state, MemorySegment pieces, int count, long at)
      throws IOException {
    while (true) {
      long written = call(pwritev, state, descriptor, pieces.address(), count, at);
      if (written > 0) {
        return written;
      }
      int error = written == 0 ? EIO : errno(state);
      if (error != EINTR) {
        throw failure(file, "pwritev", error);
      }
    }
  }

  private long call(MemorySegment function, MemorySegment state, long a, long b, long c, long d) {
    try {
      return (long) call.invokeExact(function, state, a, b, c, d);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native call threw a checked exception", e);
    }
  }

  static MemorySegment newCallState(Arena arena) {
    return arena.allocate(CALL_STATE);
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static IOException failure(Path file, String call, int error) {
    String reason =
        switch (error) {
          case ENOSPC -> "No space left on device";
          case EDQUOT -> "Disk quota exceeded (quota exceeded)";
          case EFBIG -> "File too large";
          case EIO -> "Input/output error";
          default -> call + " failed with errno " + error;
        };
    return new FileSystemException(file.toString(), null, reason);
  }
}
