package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LogConfig;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Makes a {@link Segment} of files found on disk.
 *
 * <pre>
 *   trusted:  sizes and last index entries are looked at, nothing is read
 *   scanned:  │ batches known by trusted index entries │ batches walked over │ cut off │
 *                          below the recovery point ◀──┘                     └▶ torn, or never used
 * </pre>
 *
 * <p>Called while a log is opened, on a recovery thread, and by the writer when it truncates.
 */
final class SegmentLoader {
  private static final System.Logger LOG = System.getLogger(SegmentLoader.class.getName());
  private static final byte MAGIC = 2;
  private static final int ZEROS_LOOKED_AT = 4096;

  private final Services services;
  private final DataDirectory directory;
  private final Path folder;
  private final LeaderEpochs leaderEpochs;
  private final int indexIntervalBytes;
  private final long logStartOffset;
  private long scannedBytes;

  /**
   * For batches that are known: what is left of a segment may hold some below the log start, whose
   * leader epochs are forgotten and stay so.
   */
  static SegmentLoader ofKnownBatches(
      Services services, DataDirectory directory, Path folder, LogConfig config) {
    return new SegmentLoader(services, directory, folder, LeaderEpochs.scratch(folder), config, 0);
  }

  /**
   * @param logStartOffset batches wholly below it begin no leader epoch: theirs are forgotten
   */
  SegmentLoader(
      Services services,
      DataDirectory directory,
      Path folder,
      LeaderEpochs leaderEpochs,
      LogConfig config,
      long logStartOffset) {
    this.services = services;
    this.directory = directory;
    this.folder = folder;
    this.leaderEpochs = leaderEpochs;
    this.indexIntervalBytes = config.indexIntervalBytes();
    this.logStartOffset = logStartOffset;
  }

  /** A scanned segment, and whether it ended as a writer leaves it rather than torn. */
  record Scanned(Segment segment, boolean endsCleanly) {}

  /** How many bytes of batches were verified so far. */
  long scannedBytes() {
    return scannedBytes;
  }

  private Path path(long baseOffset, String suffix) {
    return folder.resolve(LogFiles.name(baseOffset, suffix));
  }

  /** A segment finished by an earlier process, or null when its indexes must be built anew. */
  Segment trust(long baseOffset, long nextOffset) throws IOException {
    Path log = path(baseOffset, LogFiles.LOG);
    long size = Files.size(log);
    ByteBuffer index = lastEntry(path(baseOffset, LogFiles.INDEX), OffsetIndex.ENTRY_BYTES);
    ByteBuffer times = lastEntry(path(baseOffset, LogFiles.TIME_INDEX), TimeIndex.ENTRY_BYTES);
    if (size > Integer.MAX_VALUE || index == null || times == null) {
      return null;
    }
    long known = nextOffset - baseOffset;
    if (index.hasRemaining()
        && (!isBelow(index.getInt(0), known) || !isBelow(index.getInt(4), size))) {
      return null;
    }
    if (times.hasRemaining() && !isBelow(times.getInt(8), known)) {
      return null;
    }
    KnownIndexes indexes =
        new KnownIndexes(
            entries(path(baseOffset, LogFiles.INDEX), OffsetIndex.ENTRY_BYTES),
            entries(path(baseOffset, LogFiles.TIME_INDEX), TimeIndex.ENTRY_BYTES),
            times.hasRemaining() ? times.getLong(0) : -1,
            times.hasRemaining() ? times.getInt(8) : 0);
    Segment segment = new Segment(services, directory, folder, baseOffset, indexes);
    segment.resumeAt((int) size, nextOffset, modifiedMs(log), true);
    segment.resumeFinished();
    return segment;
  }

  private static boolean isBelow(int value, long bound) {
    return value >= 0 && value < bound;
  }

  /** The last entry, an empty buffer when there is none, null when the file cannot be an index. */
  private static ByteBuffer lastEntry(Path index, int entryBytes) throws IOException {
    if (Files.notExists(index) || Files.size(index) % entryBytes != 0) {
      return null;
    }
    return Uninterrupted.call(() -> {
      try (FileChannel channel = FileChannel.open(index, StandardOpenOption.READ)) {
        ByteBuffer entry = ByteBuffer.allocate(channel.size() == 0 ? 0 : entryBytes);
        if (entry.hasRemaining()) {
          channel.read(entry, channel.size() - entryBytes);
        }
        return entry.flip();
      }
    });
  }

  private static int entries(Path index, int entryBytes) throws IOException {
    return (int) (Files.size(index) / entryBytes);
  }

  private static long modifiedMs(Path log) throws IOException {
    return Files.getLastModifiedTime(log).toMillis();
  }

  /**
   * Walks over the batches that no trusted index entry vouches for, and cuts off what is none.
   *
   * @param verifyFrom batches from this offset on must have a valid CRC; entries of the index are
   *     trusted below it only
   * @param flushed whether everything in the file is on disk already
   */
  Scanned scan(long baseOffset, long verifyFrom, boolean flushed) throws IOException {
    return Uninterrupted.call(() -> scanOnce(baseOffset, verifyFrom, flushed));
  }

  private Scanned scanOnce(long baseOffset, long verifyFrom, boolean flushed) throws IOException {
    Path log = path(baseOffset, LogFiles.LOG);
    long modifiedMs = modifiedMs(log);
    try (FileChannel channel =
            FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined()) {
      int size = (int) Math.min(channel.size(), Integer.MAX_VALUE);
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena).asByteBuffer();
      CRC32C crc = new CRC32C();
      TrustedIndexes trusted =
          TrustedIndexes.read(
              path(baseOffset, LogFiles.INDEX),
              path(baseOffset, LogFiles.TIME_INDEX),
              bytes,
              baseOffset,
              verifyFrom,
              position -> isValid(bytes, position, size, crc));
      Segment segment = new Segment(services, directory, folder, baseOffset, trusted.indexes());
      if (trusted.resumePosition() > 0) {
        segment.resumeAfterIndexEntry(
            trusted.lastBatchBytes(), RecordBatchHeader.maxTimestamp(bytes, 0));
      }
      int position = trusted.resumePosition();
      long lastOffset = trusted.lastOffset();
      while (Segment.isPlausible(bytes, position, size)
          && RecordBatchHeader.baseOffset(bytes, position) > lastOffset
          && RecordBatchHeader.lastOffset(bytes, position)
              >= RecordBatchHeader.baseOffset(bytes, position)
          && isKnownGood(bytes, position, size, crc, verifyFrom)) {
        int next = position + RecordBatchHeader.sizeBytes(bytes, position);
        segment.index(bytes, position, position, next, indexIntervalBytes);
        lastOffset = RecordBatchHeader.lastOffset(bytes, position);
        if (lastOffset >= logStartOffset) {
          leaderEpochs.found(
              RecordBatchHeader.leaderEpoch(bytes, position),
              Math.max(logStartOffset, RecordBatchHeader.baseOffset(bytes, position)));
        }
        position = next;
      }
      scannedBytes += position - trusted.resumePosition();
      boolean cleanly = endsCleanly(bytes, position, size, log);
      if (position < channel.size()) {
        channel.truncate(position);
      }
      segment.resumeAt(position, lastOffset + 1, modifiedMs, flushed && position == size);
      return new Scanned(segment, cleanly);
    }
  }

  private static boolean isKnownGood(
      ByteBuffer bytes, int position, int size, CRC32C crc, long verifyFrom) {
    return RecordBatchHeader.lastOffset(bytes, position) < verifyFrom
        || isValid(bytes, position, size, crc);
  }

  private static boolean isValid(ByteBuffer bytes, int position, int size, CRC32C crc) {
    if (!Segment.isPlausible(bytes, position, size)
        || RecordBatchHeader.magic(bytes, position) != MAGIC) {
      return false;
    }
    int batchBytes = RecordBatchHeader.sizeBytes(bytes, position);
    crc.reset();
    crc.update(
        bytes.slice(
            position + RecordBatchHeader.CRC_COVERS_FROM,
            batchBytes - RecordBatchHeader.CRC_COVERS_FROM));
    return (int) crc.getValue() == RecordBatchHeader.crc(bytes, position);
  }

  /** A writer leaves the end of the file, or its end mark. Anything else was torn. */
  private static boolean endsCleanly(ByteBuffer bytes, int position, int size, Path log) {
    if (position == size) {
      return true;
    }
    if (size - position >= Segment.END_MARK_BYTES
        && bytes.getInt(position + Segment.END_MARK_BYTES - Integer.BYTES) == Segment.END_MARK) {
      return true;
    }
    int lookedAt = Math.min(size, position + ZEROS_LOOKED_AT);
    for (int i = position; i < lookedAt; i++) {
      if (bytes.get(i) != 0) {
        LOG.log(
            Level.WARNING,
            "{0}: the record batch at position {1} is torn or damaged; it and the rest are cut off",
            log,
            Integer.toString(position));
        break;
      }
    }
    return false;
  }
}
