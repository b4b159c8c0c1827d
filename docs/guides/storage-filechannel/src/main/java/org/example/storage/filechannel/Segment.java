package org.example.storage.filechannel;

import io.ringmain.spi.storage.LogSegmentInfo;
import io.ringmain.spi.storage.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.CRC32C;

/**
 * One file of record batches, and in memory where each of them lies.
 *
 * <p>One thread writes, others read meanwhile: a batch comes into the index after its bytes are in
 * the file. Truncation is done behind the log's lock, when nobody reads.
 */
final class Segment {
  static final String SUFFIX = ".log";

  final long baseOffset;
  private final Path file;
  private final FileChannel channel;

  /** By last offset, so that the ceiling of an offset is the batch that holds it or follows. */
  private final ConcurrentNavigableMap<Long, Batch> batches = new ConcurrentSkipListMap<>();

  private volatile long sizeBytes;
  private volatile long nextOffset;
  private volatile long smallestTimestamp = Long.MAX_VALUE;
  private volatile long largestTimestamp = -1;
  private volatile long lastModifiedMs;
  private volatile boolean dirty = true;

  Segment(Path folder, long baseOffset) throws IOException {
    this.baseOffset = baseOffset;
    this.nextOffset = baseOffset;
    this.file = folder.resolve("%020d%s".formatted(baseOffset, SUFFIX));
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    this.lastModifiedMs = Files.getLastModifiedTime(file).toMillis();
  }

  /**
   * Finds the batches in the file, and cuts off the first that is torn or damaged with all that
   * follows it (S3).
   *
   * @return how many bytes were cut off
   */
  long scan() throws IOException {
    long fileBytes = channel.size();
    ByteBuffer header = ByteBuffer.allocate(RecordBatchHeader.HEADER_BYTES);
    ByteBuffer whole = ByteBuffer.allocate(1 << 16);
    while (fileBytes - sizeBytes >= header.capacity()) {
      Channels.readFully(channel, header.clear(), sizeBytes);
      Batch batch = Batch.at(header, 0, sizeBytes);
      if (!batch.follows(nextOffset, fileBytes - sizeBytes)) {
        break;
      }
      if (batch.sizeBytes() > whole.capacity()) {
        whole = ByteBuffer.allocate(batch.sizeBytes());
      }
      Channels.readFully(channel, whole.clear().limit(batch.sizeBytes()), sizeBytes);
      if (!hasValidCrc(whole)) {
        break;
      }
      index(batch);
    }
    channel.truncate(sizeBytes);
    return fileBytes - sizeBytes;
  }

  private static boolean hasValidCrc(ByteBuffer batch) {
    CRC32C crc = new CRC32C();
    crc.update(batch.duplicate().position(RecordBatchHeader.CRC_COVERS_FROM));
    return RecordBatchHeader.crc(batch, 0) == (int) crc.getValue();
  }

  private void index(Batch batch) {
    sizeBytes = batch.endPosition();
    nextOffset = batch.lastOffset() + 1;
    if (batch.maxTimestamp() >= 0) {
      smallestTimestamp = Math.min(smallestTimestamp, batch.maxTimestamp());
      largestTimestamp = Math.max(largestTimestamp, batch.maxTimestamp());
    }
    batches.put(batch.lastOffset(), batch);
  }

  /** Appends all or nothing (S13). */
  void append(ByteBuffer bytes, List<Batch> appended) throws IOException {
    try {
      Channels.writeFully(channel, bytes, sizeBytes);
    } catch (IOException e) {
      channel.truncate(sizeBytes); // Or a later recovery would find what was refused.
      throw e;
    }
    lastModifiedMs = System.currentTimeMillis();
    dirty = true;
    long position = sizeBytes;
    appended.forEach(batch -> index(batch.movedBy(position)));
  }

  /** Whether one more append would go beyond what a segment may hold (S30). */
  boolean isFullFor(List<Batch> more, int bytes, int segmentBytes, long segmentMs) {
    long smallest = smallestTimestamp;
    long largest = largestTimestamp;
    for (Batch batch : more) {
      if (batch.maxTimestamp() >= 0) {
        smallest = Math.min(smallest, batch.maxTimestamp());
        largest = Math.max(largest, batch.maxTimestamp());
      }
    }
    return !isEmpty()
        && (sizeBytes + bytes > segmentBytes || (largest >= 0 && largest - smallest > segmentMs));
  }

  /** The batches from the one that holds the offset, or follows it, in order. */
  Iterable<Batch> batchesFrom(long offset) {
    return batches.tailMap(offset, true).values();
  }

  void read(ByteBuffer into, long position) throws IOException {
    Channels.readFully(channel, into, position);
  }

  /** Where the segment would end: a batch that holds the offset inside goes as a whole. */
  long endWhenTruncatedTo(long offset) {
    Map.Entry<Long, Batch> first = batches.ceilingEntry(offset);
    return first == null ? offset : Math.min(offset, first.getValue().baseOffset());
  }

  /** One past the last offset that would be left. */
  long nextOffsetWhenTruncatedTo(long offset) {
    Map.Entry<Long, Batch> last = batches.lowerEntry(offset);
    return last == null ? baseOffset : last.getKey() + 1;
  }

  /** Removes the batch that holds the offset, and all above. The file first: it may fail. */
  void truncateTo(long offset) throws IOException {
    Map.Entry<Long, Batch> first = batches.ceilingEntry(offset);
    if (first == null) {
      return;
    }
    channel.truncate(first.getValue().position());
    List<Batch> left = List.copyOf(batches.headMap(offset, false).values());
    batches.clear();
    sizeBytes = 0;
    nextOffset = baseOffset;
    smallestTimestamp = Long.MAX_VALUE;
    largestTimestamp = -1;
    left.forEach(this::index);
    dirty = true;
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** One past its last offset. */
  long nextOffset() {
    return nextOffset;
  }

  long largestTimestamp() {
    return largestTimestamp;
  }

  /** Bytes of the batches that hold the offset or lie above it. */
  long bytesFrom(long offset) {
    Map.Entry<Long, Batch> first = batches.ceilingEntry(offset);
    return first == null ? 0 : sizeBytes - first.getValue().position();
  }

  LogSegmentInfo info() {
    return new LogSegmentInfo(baseOffset, nextOffset, sizeBytes, largestTimestamp, lastModifiedMs);
  }

  void force() throws IOException {
    if (dirty) {
      dirty = false; // Before the force: what is written during it is forced by the next one.
      channel.force(false);
    }
  }

  /** Gives the name free at once; the space goes when the file is closed. */
  void deleteFile() throws IOException {
    Files.deleteIfExists(file);
  }

  void close() throws IOException {
    channel.close();
  }
}
