package io.ringmain.testkit.world;

import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.storage.LogId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Tells everybody who listens, in the order in which they came. */
public final class WorldListeners implements WorldListener {
  private final List<WorldListener> listeners = new ArrayList<>();

  /** With nobody listening. */
  public WorldListeners() {}

  /** Somebody listens from now on. */
  public void add(WorldListener listener) {
    listeners.add(listener);
  }

  @Override
  public void onAppended(
      String machine, LogId log, long baseOffset, long lastOffset, ByteBuffer batch) {
    for (WorldListener listener : listeners) {
      listener.onAppended(machine, log, baseOffset, lastOffset, batch);
    }
  }

  @Override
  public void onTruncated(String machine, LogId log, long newEndOffset) {
    listeners.forEach(listener -> listener.onTruncated(machine, log, newEndOffset));
  }

  @Override
  public void onStartedAnew(String machine, LogId log, long offset) {
    listeners.forEach(listener -> listener.onStartedAnew(machine, log, offset));
  }

  @Override
  public void onStartAdvanced(String machine, LogId log, long newStartOffset) {
    listeners.forEach(listener -> listener.onStartAdvanced(machine, log, newStartOffset));
  }

  @Override
  public void onDeleted(String machine, LogId log) {
    listeners.forEach(listener -> listener.onDeleted(machine, log));
  }

  @Override
  public void onLost(LostRecords lost) {
    listeners.forEach(listener -> listener.onLost(lost));
  }

  @Override
  public void onDamaged(String machine, LogId log, long baseOffset, long lastOffset) {
    listeners.forEach(listener -> listener.onDamaged(machine, log, baseOffset, lastOffset));
  }

  @Override
  public void onCommitted(String machine, long sessionId, List<Operation> operations) {
    listeners.forEach(listener -> listener.onCommitted(machine, sessionId, operations));
  }

  @Override
  public void onRead(String machine, String path, int bytes) {
    listeners.forEach(listener -> listener.onRead(machine, path, bytes));
  }

  @Override
  public void onListed(String machine, String path, int children) {
    listeners.forEach(listener -> listener.onListed(machine, path, children));
  }

  @Override
  public void onWatching(String machine, String path) {
    listeners.forEach(listener -> listener.onWatching(machine, path));
  }

  @Override
  public void onWatchTold(String machine, String path) {
    listeners.forEach(listener -> listener.onWatchTold(machine, path));
  }

  @Override
  public void onSent(
      String machine, long connectionId, String to, boolean toServer, ByteBuffer frame) {
    for (WorldListener listener : listeners) {
      listener.onSent(machine, connectionId, to, toServer, frame);
    }
  }

  @Override
  public void onServing(String machine) {
    listeners.forEach(listener -> listener.onServing(machine));
  }

  @Override
  public void onStopped(String machine) {
    listeners.forEach(listener -> listener.onStopped(machine));
  }

  @Override
  public void onEnded(String machine) {
    listeners.forEach(listener -> listener.onEnded(machine));
  }
}
