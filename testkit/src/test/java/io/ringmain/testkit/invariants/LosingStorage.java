package io.ringmain.testkit.invariants;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogDirectory;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.RecordBatchHeader;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageProvider;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A storage that is broken on purpose: a log has lost its last record batch when it is opened. */
final class LosingStorage implements StorageProvider {
  private final StorageProvider real;

  LosingStorage(StorageProvider real) {
    this.real = real;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public Storage open(StorageContext context) {
    return new Losing(real.open(context));
  }

  private record Losing(Storage real) implements Storage {
    @Override
    public List<LogId> logs() {
      return real.logs();
    }

    @Override
    public CompletionStage<PartitionLog> open(LogId id, LogConfig config) {
      return real.open(id, config).thenApply(Losing::withoutLastBatch);
    }

    /** Logs of the broker itself are spared, so that it starts. */
    private static PartitionLog withoutLastBatch(PartitionLog log) {
      List<LogSegmentInfo> segments = log.segments();
      if (!log.id().topic().startsWith("__") && log.logEndOffset() > log.logStartOffset()) {
        long from = Math.max(log.logStartOffset(), segments.getLast().baseOffset());
        log.truncateTo(Math.max(log.logStartOffset(), lastBatch(log, from)));
      }
      return log;
    }

    private static long lastBatch(PartitionLog log, long from) {
      long last = from;
      for (long offset = from; offset < log.logEndOffset(); ) {
        try (LogSlice slice = log.read(offset, 0, log.logEndOffset(), true)) {
          ByteBuffer batch = slice.buffer();
          last = RecordBatchHeader.baseOffset(batch, batch.position());
          offset = slice.nextOffset();
        }
      }
      return last;
    }

    @Override
    public CompletionStage<Void> delete(LogId id) {
      return real.delete(id);
    }

    @Override
    public List<LogDirectory> directories() {
      return real.directories();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
