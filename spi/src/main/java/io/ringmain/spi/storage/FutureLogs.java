package io.ringmain.spi.storage;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Logs that are to take the place of others in other directories of the same storage. The kernel
 * fills a future log with what the log of the same id holds, and then has it take over:
 *
 * <pre>
 *   open ──▶ append, truncate, … as to any log ──▶ promote ──▶ is the log
 *                                            └───▶ delete
 * </pre>
 *
 * <p>All methods but {@link #promote} may be called from any thread. A future log is a {@link
 * PartitionLog} with a writer of its own, and is not among {@link Storage#logs()}.
 */
public interface FutureLogs {

  /** The future logs that exist, open or not, with their directories. S35. Also after a restart. */
  Map<LogId, Path> directories();

  /**
   * Opens the future log of a log, creating it when absent. S36. There is one for a log at most, in
   * another directory than the log itself: anything else fails. What was written to the log does
   * not show in the future one, nor the other way round.
   *
   * @return as {@link Storage#open}
   */
  CompletionStage<PartitionLog> open(LogId id, LogConfig config, Path directory);

  /**
   * Lets an open future log take the place of the log. S37. From now on the log is the object that
   * was the future one, there is no future one, and the former log ends as one that is deleted:
   * slices handed out stay readable. After a crash at any moment there is one or the other. Called
   * by the writer of both, who makes sure that nothing is missing.
   *
   * @return false when it cannot be done just now, because the storage is busy with the log;
   *     nothing has changed then, and it may be tried again
   * @throws StorageException if it cannot be done at all; nothing has changed then either
   */
  boolean promote(LogId id);

  /** Deletes a future log, open or not. S38. Nothing remains of it; without one nothing happens. */
  CompletionStage<Void> delete(LogId id);
}
