package io.ringmain.storage.mmap;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
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

  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /** Where a failed call leaves the number of its error. */
  private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final Optional<Posix> LINKED = link();

  private final MethodHandle open;
  private final MethodHandle close;
  private final MethodHandle fallocate;
  private final MethodHandle pwritev;

  @SuppressWarnings("restricted") // The launcher enables native access for this module.
  private Posix(Linker linker, SymbolLookup c) {
    Linker.Option errno = Linker.Option.captureCallState("errno");
    this.open =
        linker.downcallHandle(
            c.findOrThrow("open"),
            FunctionDescriptor.of(INT, POINTER, INT),
            Linker.Option.firstVariadicArg(2),
            errno);
    this.close = linker.downcallHandle(c.findOrThrow("close"), FunctionDescriptor.of(INT, INT));
    this.fallocate =
        linker.downcallHandle(
            c.findOrThrow("posix_fallocate"), FunctionDescriptor.of(INT, INT, LONG, LONG));
    this.pwritev =
        linker.downcallHandle(
            c.findOrThrow("pwritev"), FunctionDescriptor.of(LONG, INT, POINTER, INT, LONG), errno);
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
      MemorySegment state = arena.allocate(CALL_STATE);
      while (true) {
        int descriptor =
            (int) open.invokeExact(state, arena.allocateFrom(file.toString()), flags | O_CLOEXEC);
        if (descriptor >= 0) {
          return descriptor;
        }
        int error = errno(state);
        if (error != EINTR) {
          throw failure(file, "open", error);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Gives a descriptor back. What the disk did not take shows when the file is flushed. */
  void close(int descriptor) {
    try {
      int _ = (int) close.invokeExact(descriptor);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  void preallocate(Path file, int descriptor, long from, long lengthBytes) throws IOException {
    int error;
    try {
      do {
        error = (int) fallocate.invokeExact(descriptor, from, lengthBytes);
      } while (error == EINTR);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
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
    try {
      while (true) {
        long written = (long) pwritev.invokeExact(state, descriptor, pieces, count, at);
        if (written > 0) {
          return written;
        }
        int error = written == 0 ? EIO : errno(state);
        if (error != EINTR) {
          throw failure(file, "pwritev", error);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
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

  private static IllegalStateException unexpected(Throwable checked) {
    return new IllegalStateException("a native call threw a checked exception", checked);
  }
}
