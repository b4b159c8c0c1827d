package io.ringmain.storage.mmap;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Preallocates with {@code posix_fallocate}, called through the Foreign Function and Memory API.
 *
 * <p>A {@link java.nio.channels.FileChannel} does not tell its descriptor, so the file is opened
 * once more for the moment of the call. Linux only: the numbers below are its own.
 */
final class PosixPreallocation implements Preallocation {
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int EINTR = 4;
  private static final int ENOSPC = 28;
  private static final int EFBIG = 27;
  private static final int EDQUOT = 122;

  private static final Optional<Calls> CALLS = link();

  /** The three C functions. */
  private record Calls(MethodHandle open, MethodHandle posixFallocate, MethodHandle close) {}

  static boolean isAvailable() {
    return CALLS.isPresent();
  }

  @Override
  public void allocate(Path file, long from, long sizeBytes) throws IOException {
    Calls calls = CALLS.orElseThrow();
    int error;
    try (Arena arena = Arena.ofConfined()) {
      int descriptor =
          (int) calls.open.invokeExact(arena.allocateFrom(file.toString()), O_RDWR | O_CLOEXEC);
      if (descriptor < 0) {
        throw new FileSystemException(file.toString(), null, "cannot be opened to preallocate");
      }
      do {
        error = (int) calls.posixFallocate.invokeExact(descriptor, from, sizeBytes - from);
      } while (error == EINTR);
      int _ = (int) calls.close.invokeExact(descriptor);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native call threw a checked exception", e);
    }
    if (error != 0) {
      throw new FileSystemException(file.toString(), null, reason(error));
    }
  }

  private static String reason(int error) {
    return switch (error) {
      case ENOSPC -> "No space left on device";
      case EDQUOT -> "Disk quota exceeded (quota exceeded)";
      case EFBIG -> "File too large";
      default -> "posix_fallocate failed with errno " + error;
    };
  }

  @SuppressWarnings("restricted") // The launcher enables native access for this module.
  private static Optional<Calls> link() {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      return Optional.empty();
    }
    try {
      Linker linker = Linker.nativeLinker();
      SymbolLookup c = linker.defaultLookup();
      MemorySegment open = c.find("open").orElseThrow();
      MemorySegment fallocate = c.find("posix_fallocate").orElseThrow();
      MemorySegment close = c.find("close").orElseThrow();
      return Optional.of(
          new Calls(
              linker.downcallHandle(
                  open,
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                  Linker.Option.firstVariadicArg(2)),
              linker.downcallHandle(
                  fallocate,
                  FunctionDescriptor.of(
                      ValueLayout.JAVA_INT,
                      ValueLayout.JAVA_INT,
                      ValueLayout.JAVA_LONG,
                      ValueLayout.JAVA_LONG)),
              linker.downcallHandle(
                  close, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))));
    } catch (RuntimeException | LinkageError unavailable) {
      // Native access denied or another C library: the portable way works as well, only slower.
      System.getLogger(PosixPreallocation.class.getName())
          .log(System.Logger.Level.INFO, "posix_fallocate is not available", unavailable);
      return Optional.empty();
    }
  }
}
