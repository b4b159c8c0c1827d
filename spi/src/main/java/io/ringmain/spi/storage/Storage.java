package io.ringmain.spi.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The partition logs of one broker.
 *
 * <p>All methods may be called from any thread. Completions may arrive on any thread, the caller's
 * included; the kernel moves on to its own.
 */
public interface Storage extends AutoCloseable {

  /** The logs that exist, open or not, in no particular order. */
  List<LogId> logs();

  /**
   * Opens a log, creating it when absent and recovering it after a crash.
   *
   * <p>S3. After a clean close, everything appended is there. After the process was killed,
   * everything appended is there up to the first record batch that is torn or whose CRC is wrong;
   * that one and all after it are cut off. After the machine has failed, at least everything below
   * {@link PartitionLog#durableOffset()} is there. S4. A log is open once: opening it again before
   * it is closed fails.
   *
   * @return completes with the log, or exceptionally with {@link StorageException}
   */
  CompletionStage<PartitionLog> open(LogId id, LogConfig config);

  /**
   * Opens a log that is new: the caller knows that no directory has it. S33. It is created even
   * while a directory is out of service, where {@link #open} fails because the log may lie there;
   * and in the directory asked for, if that is in service, or else where the storage likes.
   *
   * @param directory one of the storage's own, as {@link #directories()} names it
   * @return as {@link #open}
   */
  default CompletionStage<PartitionLog> create(
      LogId id, LogConfig config, Optional<Path> directory) {
    return open(id, config);
  }

  /**
   * Deletes a log, open or not. S5. From this call on the log is not among {@link #logs()}, also
   * after a crash, and the same topic name can be opened anew at once with another topic id. Slices
   * handed out stay readable until closed. Its {@linkplain #futureLogs future log} is deleted too.
   */
  CompletionStage<Void> delete(LogId id);

  /**
   * Whether an acknowledgement must wait until the records are durable. The kernel then calls
   * {@link PartitionLog#flush} for each log written to at the end of a batch of its ring, and
   * acknowledges what {@link PartitionLog#durableOffset()} has passed; otherwise it does not flush.
   */
  default boolean acknowledgesDurably() {
    return false;
  }

  /** The directories with their space, for operators. */
  List<LogDirectory> directories();

  /**
   * Whom to tell of directories that are out of service. S34. The listener hears once of each, also
   * of those that were before this call, and when it hears {@link #directories()} says so too. Logs
   * in such a directory take no more writes; those in others go on. On any thread.
   */
  default void onOffline(Consumer<Path> listener) {}

  /** Capability: moving logs from one directory to another while they are in use. */
  default Optional<FutureLogs> futureLogs() {
    return Optional.empty();
  }

  /**
   * Closes every log cleanly and lets the directories go. S6. Idempotent; afterwards no thread,
   * mapping, file or lock of this storage is left.
   */
  @Override
  void close();
}
