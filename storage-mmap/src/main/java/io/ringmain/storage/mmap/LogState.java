package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.StorageException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * Where one log stands: what its writer publishes, and its readers and background tasks look at.
 *
 * <p>Written by the log's writer, behind the {@link WriterGate}; only a failure may come from any
 * thread. Read by any thread, without locks. The order in which the writer publishes is said where
 * it does.
 */
final class LogState {
  private static final VarHandle LOG_END_OFFSET;

  static {
    try {
      LOG_END_OFFSET =
          MethodHandles.lookup().findVarHandle(LogState.class, "logEndOffset", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final LogId id;
  volatile Path folder;
  volatile LogConfig config;
  volatile SegmentList segments;
  volatile long logStartOffset;
  volatile long logEndOffset;

  /** Where in the first segment the log start lies. */
  volatile int startPosition;

  /** Null while the log is well. */
  volatile StorageException failure;

  volatile boolean closed;

  LogState(LogId id, Path folder, LogConfig config, SegmentList segments, long logStartOffset) {
    this.id = id;
    this.folder = folder;
    this.config = config;
    this.segments = segments;
    this.logEndOffset = segments.active().nextOffset();
    this.logStartOffset = logStartOffset;
    this.startPosition = positionInFirstSegment();
  }

  /** An ordered store: whoever sees the new end sees what was appended before. */
  void publishEnd(long newLogEndOffset) {
    LOG_END_OFFSET.setRelease(this, newLogEndOffset);
  }

  /** Where the log start lies now that it or the segments have changed. */
  int positionInFirstSegment() {
    Segment first = segments.first();
    return logStartOffset <= first.baseOffset() ? 0 : SegmentReader.position(first, logStartOffset);
  }

  long sizeBytes() {
    long bytes = -startPosition;
    for (Segment segment : segments.asList()) {
      bytes += segment.size();
    }
    return bytes;
  }
}
