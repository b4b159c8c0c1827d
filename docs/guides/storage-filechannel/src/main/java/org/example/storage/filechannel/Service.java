package org.example.storage.filechannel;

import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/**
 * Whether a log serves its writer, and what its I/O is wrapped in.
 *
 * <p>S10. The first I/O error takes the log out of service: writer calls are refused with that
 * reason, reads go on. Any thread.
 */
final class Service {
  private final Path folder;
  private final ExecutorService background;
  private volatile StorageException refusal; // null while the log is in service

  Service(Path folder, ExecutorService background) {
    this.folder = folder;
    this.background = background;
  }

  boolean isOn() {
    return refusal == null;
  }

  void require() {
    StorageException reason = refusal;
    if (reason != null) {
      throw reason;
    }
  }

  /** Ends it for good, unless it has ended before: the first reason holds. */
  synchronized StorageException refuse(
      StorageException.Kind kind, String message, Throwable cause) {
    if (refusal == null) {
      refusal = new StorageException(kind, message, cause);
    }
    return refusal;
  }

  private StorageException failed(IOException e) {
    return refuse(StorageException.Kind.OFFLINE, "cannot write to " + folder + ": " + e, e);
  }

  /** A step of the writer, refused when the log is out of service. */
  void writing(LogView.IoStep step) {
    require();
    try {
      step.run();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** What waits for the disk, on the storage's background thread (S9). */
  <T> CompletableFuture<T> inBackground(LogView.Io<T> step) {
    CompletableFuture<T> done = new CompletableFuture<>();
    background.execute(() -> {
      try {
        done.complete(step.run());
      } catch (IOException e) {
        done.completeExceptionally(failed(e));
      } catch (RuntimeException | Error e) {
        done.completeExceptionally(e);
      }
    });
    return done;
  }
}
