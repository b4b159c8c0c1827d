package io.ringmain.spi.storage;

import java.util.List;
import java.util.concurrent.CompletionStage;

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
   * Deletes a log, open or not. S5. From this call on the log is not among {@link #logs()}, also
   * after a crash, and the same topic name can be opened anew at once with another topic id. Slices
   * handed out stay readable until closed.
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
   * Closes every log cleanly and lets the directories go. S6. Idempotent; afterwards no thread,
   * mapping, file or lock of this storage is left.
   */
  @Override
  void close();
}
