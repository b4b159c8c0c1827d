package io.ringmain.testkit.world;

import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.storage.LogId;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Hears of what happens to the world, the moment it happens, in whatever task makes it happen: so a
 * listener notes and compares, and never throws.
 */
public interface WorldListener {

  /**
   * A record batch is in a log.
   *
   * @param batch from its start to its end; not to be kept
   */
  default void onAppended(
      String machine, LogId log, long baseOffset, long lastOffset, ByteBuffer batch) {}

  /** A log ends sooner now, because the kernel wanted it. */
  default void onTruncated(String machine, LogId log, long newEndOffset) {}

  /** A log is empty now and starts at an offset, because the kernel wanted it. */
  default void onStartedAnew(String machine, LogId log, long offset) {}

  /** A log starts later now, because the kernel wanted it. */
  default void onStartAdvanced(String machine, LogId log, long newStartOffset) {}

  /** A log is gone, because the kernel wanted it. */
  default void onDeleted(String machine, LogId log) {}

  /** Records are gone because the machine failed before they were on its disk. */
  default void onLost(LostRecords lost) {}

  /** A record batch on the disk is damaged from now on. */
  default void onDamaged(String machine, LogId log, long baseOffset, long lastOffset) {}

  /** The coordination store has carried a commit out. */
  default void onCommitted(String machine, long sessionId, List<Operation> operations) {}

  /**
   * Somebody has read a path of the coordination store.
   *
   * @param bytes of its value; 0 when there is none
   */
  default void onRead(String machine, String path, int bytes) {}

  /** Somebody has asked the coordination store for the children of a path. */
  default void onListed(String machine, String path, int children) {}

  /** Somebody watches a path of the coordination store from now on. */
  default void onWatching(String machine, String path) {}

  /** The coordination store tells somebody that a path has changed. */
  default void onWatchTold(String machine, String path) {}

  /**
   * A frame is sent.
   *
   * @param toServer whether by the end that has connected, so that it is a request
   * @param frame from its start to its end; not to be kept
   */
  default void onSent(
      String machine, long connectionId, String to, boolean toServer, ByteBuffer frame) {}

  /** A broker serves. */
  default void onServing(String machine) {}

  /** A broker has stopped cleanly; its process ends now. */
  default void onStopped(String machine) {}

  /** A broker's process has ended, in whatever way. */
  default void onEnded(String machine) {}
}
