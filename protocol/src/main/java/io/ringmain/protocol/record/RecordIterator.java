package io.ringmain.protocol.record;

import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.compress.CompressionType;
import io.ringmain.protocol.compress.MissingCodecException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks the records of a batch, decompressing where needed.
 *
 * <p>Reusable, for one thread. Used by the validator on transport threads, by coordinators that
 * replay their partitions, by compaction and timestamp look-ups. An uncompressed batch on the heap
 * is read where it lies. One off the heap, or a compressed one, passes through a window, so memory
 * is bounded by the largest record, or by the window alone when contents are skipped. Nothing is
 * allocated per record. Whatever is wrong with the bytes is an {@link InvalidRecordsException}.
 *
 * <pre>{@code
 * try (RecordIterator records = iterator.wrap(batch)) {
 *   while (records.next()) {
 *     use(records.current());
 *   }
 * }
 * }</pre>
 */
public final class RecordIterator implements AutoCloseable {
  /** No limit on a record but what an array can hold; Kafka's default. */
  public static final int UNLIMITED_RECORD_BYTES = Integer.MAX_VALUE - 8;

  /** More than this from one batch is taken for a decompression bomb. */
  static final long MAX_BATCH_BYTES = Integer.MAX_VALUE;

  private static final int NO_POSITION = -1;

  private final CompressionCodecs codecs;
  private final boolean skipsContents;
  private final RecordWindow window = new RecordWindow();
  private final RecordView current = new RecordView();

  private int maxRecordBytes;
  private int recordsLeft;
  private long baseTimestamp;
  private boolean stampedAtAppend;

  private RecordIterator(CompressionCodecs codecs, boolean skipsContents) {
    this.codecs = codecs;
    this.skipsContents = skipsContents;
  }

  /** An iterator whose records have keys, values and headers. */
  public static RecordIterator readingContents(CompressionCodecs codecs) {
    return new RecordIterator(codecs, false);
  }

  /** An iterator whose records have lengths only, however large they are in bounded memory. */
  public static RecordIterator skippingContents(CompressionCodecs codecs) {
    return new RecordIterator(codecs, true);
  }

  /** Starts before the first record of a complete batch. */
  public RecordIterator wrap(RecordBatchView batch) {
    return wrap(batch, UNLIMITED_RECORD_BYTES);
  }

  /**
   * Starts before the first record of a complete batch.
   *
   * @param maxRecordBytes the largest record accepted from a compressed batch: Kafka's {@code
   *     max.decompressed.message.bytes}
   */
  public RecordIterator wrap(RecordBatchView batch, int maxRecordBytes) {
    recordsLeft = batch.recordsCount();
    if (recordsLeft < 0) {
      throw invalid("the batch claims " + recordsLeft + " records");
    }
    baseTimestamp = batch.baseTimestamp();
    stampedAtAppend = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
    current.window = window;
    current.baseOffset = batch.baseOffset();
    current.timestamp = batch.maxTimestamp();
    int position = batch.recordsPosition();
    int end = batch.endPosition();
    if (!batch.isCompressed()) {
      this.maxRecordBytes = Integer.MAX_VALUE;
      window.wrap(batch.buffer(), position, end);
    } else {
      this.maxRecordBytes = maxRecordBytes;
      ByteBuffer compressed = batch.buffer().slice(position, end - position);
      open(batch.compressionId(), compressed);
    }
    return this;
  }

  private void open(int compressionId, ByteBuffer compressed) {
    if (!CompressionType.isKnown(compressionId)) {
      throw new InvalidRecordsException(
          BatchFault.UNSUPPORTED_COMPRESSION_TYPE,
          "compression id " + compressionId + " is unknown");
    }
    try {
      CompressionType type = CompressionType.forId(compressionId);
      window.wrap(codecs.codec(type).decompress(compressed), MAX_BATCH_BYTES);
    } catch (MissingCodecException e) {
      throw new InvalidRecordsException(BatchFault.UNSUPPORTED_COMPRESSION_TYPE, e.getMessage(), e);
    } catch (IOException e) {
      throw new InvalidRecordsException(
          BatchFault.INVALID_RECORD, "the records cannot be decompressed: " + e.getMessage(), e);
    }
  }

  /** Moves to the next record; false after as many as the batch claims, which must then be all. */
  public boolean next() {
    if (recordsLeft == 0) {
      return false;
    }
    recordsLeft--;
    RecordWindow window = this.window;
    window.ensure(Varint.MAX_INT_BYTES);
    int start = window.at;
    int bodyBytes = window.readVarint();
    if (bodyBytes < 0 || bodyBytes > maxRecordBytes) {
      throw invalid("a record claims " + bodyBytes + " bytes, allowed are 0 to " + maxRecordBytes);
    }
    current.sizeBytes = window.at - start + bodyBytes;
    if (skipsContents
        && bodyBytes > RecordWindow.WINDOW_BYTES
        && bodyBytes > window.end - window.at) {
      readInPieces(bodyBytes);
    } else if (bodyBytes <= window.end - window.at || window.ensureGrowing(bodyBytes)) {
      readWhole(bodyBytes);
    } else {
      throw RecordWindow.truncated();
    }
    if (recordsLeft == 0 && !window.isExhausted()) {
      throw invalid("bytes follow the last of the records the batch claims");
    }
    return true;
  }

  /** The record that the last {@link #next} moved to; the same object every time. */
  public RecordView current() {
    return current;
  }

  /** Lets go of the decompressor; the iterator can be wrapped again. */
  @Override
  public void close() {
    recordsLeft = 0;
    window.close();
  }

  /** Reads a record of which every byte is in the window; the usual case. */
  private void readWhole(int bodyBytes) {
    RecordWindow window = this.window;
    RecordView record = current;
    int windowEnd = window.end;
    int bodyEnd = window.at + bodyBytes;
    // Nothing inside the record may be read from behind it.
    window.end = bodyEnd;
    readNumbers(window, record);
    record.keyLength = window.readVarint();
    record.keyPosition = window.at;
    skipInside(window, record.keyLength);
    record.valueLength = window.readVarint();
    record.valuePosition = window.at;
    skipInside(window, record.valueLength);
    record.headersPosition = window.at;
    record.headersEnd = bodyEnd;
    int headersCount = window.readVarint();
    record.headersCount = headersCount;
    if (headersCount != 0) {
      checkHeadersCount(headersCount, bodyEnd - window.at);
      for (int i = 0; i < headersCount; i++) {
        skipInside(window, headerKeyLength(window.readVarint()));
        skipInside(window, window.readVarint());
      }
    }
    if (window.at != bodyEnd) {
      throw invalid("a record is shorter than the " + bodyBytes + " bytes it claims");
    }
    window.end = windowEnd;
  }

  /** Reads a record larger than the window, of which only the lengths are wanted. */
  private void readInPieces(int bodyBytes) {
    RecordWindow window = this.window;
    RecordView record = current;
    int left = bodyBytes;
    window.ensure(1 + Varint.MAX_LONG_BYTES + 2 * Varint.MAX_INT_BYTES);
    int start = window.at;
    readNumbers(window, record);
    record.keyLength = window.readVarint();
    left = skipPiece(left - (window.at - start), record.keyLength);
    left -= readPieceLength();
    record.valueLength = pieceLength;
    left = skipPiece(left, record.valueLength);
    left -= readPieceLength();
    record.headersCount = pieceLength;
    checkHeadersCount(record.headersCount, left);
    for (int i = 0; i < record.headersCount; i++) {
      left -= readPieceLength();
      left = skipPiece(left, headerKeyLength(pieceLength));
      left -= readPieceLength();
      left = skipPiece(left, pieceLength);
    }
    if (left != 0) {
      throw invalid("a record is not of the " + bodyBytes + " bytes it claims");
    }
    record.keyPosition = NO_POSITION;
    record.valuePosition = NO_POSITION;
    record.headersPosition = NO_POSITION;
  }

  /** What {@link #readPieceLength} read. */
  private int pieceLength;

  /** Reads a varint that may lie beyond the window, and returns the bytes it took. */
  private int readPieceLength() {
    window.ensure(Varint.MAX_INT_BYTES);
    int start = window.at;
    pieceLength = window.readVarint();
    return window.at - start;
  }

  /** Steps over a piece of a record and returns how much of the record is left then. */
  private int skipPiece(int left, int length) {
    if (length <= 0) {
      return left;
    }
    if (length > left) {
      throw RecordWindow.truncated();
    }
    window.skip(length);
    return left - length;
  }

  private void readNumbers(RecordWindow window, RecordView record) {
    // The attributes of a record have no meaning yet.
    window.readByte();
    long timestampDelta = window.readVarlong();
    if (!stampedAtAppend) {
      record.timestamp = baseTimestamp + timestampDelta;
    }
    record.offsetDelta = window.readVarint();
  }

  /** Steps over a key, value or header inside the record; a negative length is a null. */
  private static void skipInside(RecordWindow window, int length) {
    if (length > 0) {
      if (length > window.end - window.at) {
        throw RecordWindow.truncated();
      }
      window.at += length;
    }
  }

  private static int headerKeyLength(int length) {
    if (length < 0) {
      throw invalid("a record has a header without a key");
    }
    return length;
  }

  private static void checkHeadersCount(int headersCount, int bytesLeft) {
    if (headersCount < 0 || headersCount > bytesLeft) {
      throw invalid("a record claims " + headersCount + " headers in " + bytesLeft + " bytes");
    }
  }

  private static InvalidRecordsException invalid(String message) {
    return new InvalidRecordsException(BatchFault.INVALID_RECORD, message);
  }
}
