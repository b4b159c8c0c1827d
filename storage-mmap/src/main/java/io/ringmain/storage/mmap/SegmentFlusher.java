package io.ringmain.storage.mmap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes one segment durable: what was appended, once the name of its file, and when it is sealed
 * its indexes, after which there is nothing left to do.
 *
 * <p>Called on the flusher's thread and by whoever closes the log, under a lock of its own: the
 * writer never waits for a flush.
 */
final class SegmentFlusher {
  private final Segment segment;
  private final SegmentSpace space;
  private int flushedBytes = -1; // guarded by this
  private boolean folderFlushed; // guarded by this
  private volatile boolean finished;

  SegmentFlusher(Segment segment, SegmentSpace space) {
    this.segment = segment;
    this.space = space;
  }

  /** Found on disk; an earlier process has flushed so many bytes, or a negative number: none. */
  synchronized void resumeAt(int bytes) {
    flushedBytes = bytes;
  }

  /** Sealed and flushed by an earlier process. */
  void resumeFinished() {
    finished = true;
  }

  /** As {@link Segment#flush}. */
  void flush() {
    if (!segment.isRetired() && !finished) {
      flushRest();
    }
  }

  private synchronized void flushRest() {
    boolean last = segment.isSealed();
    int end = segment.size();
    Path path = segment.file().path();
    try {
      if (Files.exists(path)) {
        if (last) {
          space.trim();
          segment.offsetIndex().force();
          segment.timeIndex().force();
        } else {
          segment.persistIndexes();
        }
        if (end > flushedBytes) {
          force(segment.file().path());
        }
        flushedBytes = end;
      }
    } catch (IOException e) {
      if (!segment.isRetired()) {
        throw IoFailures.of("flush", path, e);
      } // Else it was cut off or deleted under the flush, which is then no loss.
    }
    finished = last;
  }

  private void force(Path path) throws IOException {
    Uninterrupted.run(() -> {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.force(false);
      }
    });
    if (!folderFlushed) {
      // A new file is found after a failure of the machine only when its name is on disk too.
      Path folder = path.getParent();
      if (Files.exists(folder.resolve(LogFiles.PARTITION_METADATA))) {
        CheckpointFile.force(folder.resolve(LogFiles.PARTITION_METADATA));
      }
      CheckpointFile.force(folder);
      CheckpointFile.force(folder.getParent());
      folderFlushed = true;
    }
  }
}
