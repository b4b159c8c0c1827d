package io.ringmain.kernel.coordinator;

import io.ringmain.kernel.env.Clock;
import io.ringmain.kernel.env.Timer;
import io.ringmain.protocol.ErrorCode;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a coordinator is given by the partition it runs on. Everything happens on the ring thread of
 * that partition's shard: the coordinator's methods are called there, and so are its tasks and
 * completions.
 */
public interface CoordinatorRuntime {

  /** The number of the internal topic's partition. */
  int partition();

  Clock clock();

  /** Runs {@code task} on the ring thread after a delay, unless the coordinator was unloaded. */
  Timer.Timeout schedule(long delayMs, Runnable task);

  /**
   * Appends records as one record batch, replays each on the coordinator before this call returns,
   * and calls {@code whenDone} once they are committed (the high watermark has passed them), with
   * {@link ErrorCode#NONE}. If they cannot be appended nothing is replayed and {@code whenDone}
   * gets the error, in coordinator terms (COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, …).
   * Completions keep the order of the calls. An empty list is done as soon as everything in the log
   * is committed, whether it was written here or found there at loading.
   */
  void write(List<CoordinatorRecord> records, Consumer<ErrorCode> whenDone);
}
