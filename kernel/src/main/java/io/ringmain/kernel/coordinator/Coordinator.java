package io.ringmain.kernel.coordinator;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The state machine of one partition of an internal topic.
 *
 * <pre>
 *   replay* (from the log) ─▶ onLoaded ─▶ operations: runtime.write(records) ─▶ replay ─▶ onUnloaded
 * </pre>
 */
public interface Coordinator {

  /**
   * Takes one record into the state. Called for every record of the log in order at loading, then
   * for each record written. Buffers are valid during the call only. Unknown record types are
   * skipped.
   *
   * @param timestampMs of the record
   */
  void replay(long offset, long timestampMs, ByteBuffer key, Optional<ByteBuffer> value);

  /** Everything in the log was replayed; this broker leads the partition now. */
  void onLoaded();

  /** This broker no longer leads: whoever waits is told NOT_COORDINATOR, timers are dead. */
  void onUnloaded();
}
