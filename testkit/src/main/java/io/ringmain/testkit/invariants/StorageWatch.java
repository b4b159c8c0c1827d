package io.ringmain.testkit.invariants;

import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.spi.PluginSetting;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.checkers.LogModel;
import io.ringmain.testkit.checkers.ModelBatch;
import io.ringmain.testkit.checkers.ModelLog;
import io.ringmain.testkit.checkers.Violations;
import io.ringmain.testkit.world.WorldListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks over the shoulder of the storage under test: tells the checkers what the broker does to its
 * logs, and compares, whenever a log is opened, what is there with what should be. On the one
 * thread of the simulation.
 */
final class StorageWatch {
  private static final String MACHINE = "b1";
  private static final int READ_BYTES = 1 << 20;

  private final StorageProvider provider;
  private final LogModel logs;
  private final Violations violations;
  private final List<WorldListener> listeners = new ArrayList<>();
  private final RecordBatchView view = new RecordBatchView();
  private Optional<Storage> latest = Optional.empty();

  StorageWatch(StorageProvider provider, LogModel logs, Violations violations) {
    this.provider = provider;
    this.logs = logs;
    this.violations = violations;
    listeners.add(logs);
  }

  void addListener(WorldListener listener) {
    listeners.add(listener);
  }

  /** The plugin for the broker of the simulation. */
  StorageProvider provider() {
    return new StorageProvider() {
      @Override
      public String name() {
        return provider.name();
      }

      @Override
      public List<PluginSetting> settings() {
        return provider.settings();
      }

      @Override
      public Storage open(StorageContext context) {
        Storage opened = new WatchedStorage(provider.open(context), StorageWatch.this);
        latest = Optional.of(opened);
        return opened;
      }
    };
  }

  /** Closes the storage, should its broker not have done it. */
  void close() {
    latest.ifPresent(Storage::close);
  }

  void appended(LogId id, ByteBuffer recordBatches) {
    int position = recordBatches.position();
    while (position < recordBatches.limit()) {
      view.wrap(recordBatches, position);
      int sizeBytes = view.sizeBytes();
      long baseOffset = view.baseOffset();
      long lastOffset = view.lastOffset();
      ByteBuffer batch = recordBatches.slice(position, sizeBytes);
      listeners.forEach(l -> l.onAppended(MACHINE, id, baseOffset, lastOffset, batch));
      position += sizeBytes;
    }
  }

  void truncated(LogId id, long newEndOffset) {
    listeners.forEach(listener -> listener.onTruncated(MACHINE, id, newEndOffset));
  }

  void startAdvanced(LogId id, long newStartOffset) {
    listeners.forEach(listener -> listener.onStartAdvanced(MACHINE, id, newStartOffset));
  }

  void deleted(LogId id) {
    listeners.forEach(listener -> listener.onDeleted(MACHINE, id));
  }

  /** Invariants 6, 12 and 37: after a clean stop everything is as it was. */
  void opened(PartitionLog log) {
    Optional<ModelLog> known = logs.find(log.id().topicId(), log.id().partition());
    boolean internal = log.id().topic().startsWith("__"); // May have been compacted.
    if (known.isEmpty() || internal) {
      return;
    }
    ModelLog model = known.get();
    if (log.logStartOffset() != model.startOffset()) {
      violations.add(
          12,
          "%s starts at %d after a clean restart, and started at %d before it"
              .formatted(log.id(), log.logStartOffset(), model.startOffset()));
    }
    if (log.logEndOffset() != model.endOffset()) {
      violations.add(
          37,
          "%s ends at %d after a clean restart, and ended at %d before it"
              .formatted(log.id(), log.logEndOffset(), model.endOffset()));
    }
    if (violations.isEmpty()) {
      compare(log, model);
    }
  }

  private void compare(PartitionLog log, ModelLog model) {
    long offset = log.logStartOffset();
    for (ModelBatch expected : List.copyOf(model.batches())) {
      try (LogSlice slice = log.read(offset, READ_BYTES, log.logEndOffset(), true)) {
        if (slice.sizeBytes() < RecordBatchView.HEADER_BYTES) {
          violations.add(6, "nothing to read at offset %d of %s".formatted(offset, log.id()));
          return;
        }
        view.wrap(slice.buffer(), 0);
        if (view.baseOffset() != expected.baseOffset || view.lastOffset() != expected.lastOffset) {
          violations.add(
              6,
              "at offset %d of %s there are offsets %d to %d, and should %d to %d"
                  .formatted(
                      offset,
                      log.id(),
                      view.baseOffset(),
                      view.lastOffset(),
                      expected.baseOffset,
                      expected.lastOffset));
          return;
        }
        if (view.crc() != expected.crc || !view.isCrcValid()) {
          violations.add(
              6, "offset %d of %s has changed over a restart".formatted(offset, log.id()));
        }
        offset = expected.lastOffset + 1;
      }
    }
  }
}
