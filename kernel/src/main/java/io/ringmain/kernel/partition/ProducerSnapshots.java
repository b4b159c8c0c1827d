package io.ringmain.kernel.partition;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.protocol.ByteBufferWriter;
import io.ringmain.protocol.MalformedMessageException;
import io.ringmain.protocol.Reader;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordBatches;
import io.ringmain.protocol.stored.ProducerSnapshot;
import io.ringmain.spi.storage.LogSlice;
import io.ringmain.spi.storage.LogSnapshot;
import io.ringmain.spi.storage.PartitionLog;
import io.ringmain.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Keeps a partition's producers over a restart: saves them now and then, and finds them again from
 * the latest snapshot and the record batches after it.
 *
 * <p>The form is Kafka's {@code .snapshot} file:
 *
 * <pre>
 *   | version 2 | CRC32C 4 | producers: count 4, then 58 bytes each ... |
 *                            └──────── the CRC covers this ────────────┘
 * </pre>
 *
 * <p>Kafka saves the latest batch of a producer alone. Here every batch that is remembered has an
 * entry, in the order of the log: a producer that had several in flight when its broker went sends
 * them all again, and each must be known. Of several entries Kafka takes the last, so it reads what
 * it would have written.
 */
final class ProducerSnapshots {
  private static final System.Logger LOG = System.getLogger(ProducerSnapshots.class.getName());

  /** So that a restart after a crash reads no more than this again. */
  private static final long SNAPSHOT_EVERY_BYTES = 64L << 20;

  private static final int READ_BYTES = 4 << 20;
  private static final short VERSION = 1;
  private static final int CRC_POSITION = 2;
  private static final int CRC_COVERS_FROM = 6;

  private final PartitionLog log;
  private final ProducerStates producers;
  private long bytesSinceSnapshot;

  /** Whether the log was cut, and could not be read since. */
  private boolean behind;

  ProducerSnapshots(PartitionLog log, ProducerStates producers) {
    this.log = log;
    this.producers = producers;
  }

  /** Brings the producers to the end of the log. Storage thread, before anybody appends. */
  void recover() {
    long offset = log.logStartOffset();
    Optional<LogSnapshot> snapshot = log.latestSnapshot(log.logEndOffset());
    if (snapshot.isPresent() && restore(snapshot.get().content())) {
      offset = snapshot.get().offset();
    }
    RecordBatches batches = new RecordBatches();
    while (offset < log.logEndOffset()) {
      try (LogSlice slice = log.read(offset, READ_BYTES, log.logEndOffset(), true)) {
        batches.wrap(slice.buffer());
        while (batches.next()) {
          producers.appended(batches.current());
        }
        if (slice.nextOffset() <= offset) {
          break; // Nothing but a gap is left.
        }
        offset = slice.nextOffset();
      }
    }
  }

  /**
   * Ring thread. The log was cut: the producers are those of what is left. If that cannot be read
   * now, {@link #catchUp} has to succeed before anything else is appended.
   */
  void afterCut() {
    behind = true;
    try {
      catchUp();
    } catch (StorageException failure) {
      LOG.log(
          WARNING,
          "the producers of {0} are read again later: {1}",
          log.id(),
          failure.getMessage());
    }
  }

  /**
   * Ring thread. Brings the producers to the end of the log, if they are not there.
   *
   * @throws StorageException if the log cannot be read
   */
  void catchUp() {
    if (behind) {
      producers.clear();
      recover();
      behind = false;
    }
  }

  /** Ring thread. Whether the producers have still to be read again after a cut. */
  boolean areBehind() {
    return behind;
  }

  private boolean restore(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    if (content.remaining() < CRC_COVERS_FROM) {
      return refused("too short");
    }
    crc.update(content.duplicate().position(content.position() + CRC_COVERS_FROM));
    if ((int) crc.getValue() != content.getInt(content.position() + CRC_POSITION)) {
      return refused("its CRC is wrong");
    }
    short version = content.getShort(content.position());
    if (version != VERSION) {
      return refused("version " + version + " is unknown");
    }
    ProducerSnapshot snapshot;
    try {
      ByteBuffer message = content.duplicate().position(content.position() + 2);
      snapshot = new ProducerSnapshot(new Reader(message), version);
    } catch (MalformedMessageException malformed) {
      return refused(malformed.getMessage());
    }
    for (ProducerSnapshot.ProducerEntry entry : snapshot.producerEntries()) {
      ProducerState producer = producers.findOrAdd(entry.producerId(), entry.epoch());
      if (entry.lastSequence() >= 0) {
        producer.append(
            entry.epoch(),
            RecordBatchView.incrementSequence(entry.lastSequence(), -entry.offsetDelta()),
            entry.lastSequence(),
            entry.lastOffset(),
            entry.timestamp());
      }
    }
    return true;
  }

  private boolean refused(String why) {
    LOG.log(WARNING, "snapshot of the producers of {0} is not used: {1}", log.id(), why);
    return false;
  }

  /** Ring thread. */
  void appended(int bytes) {
    bytesSinceSnapshot += bytes;
    if (bytesSinceSnapshot >= SNAPSHOT_EVERY_BYTES) {
      try {
        save();
      } catch (StorageException failure) {
        // The batch is in the log, so its append has succeeded; a restart reads a little more.
        LOG.log(
            WARNING, "no snapshot of the producers of {0}: {1}", log.id(), failure.getMessage());
      }
    }
  }

  /** Saves the producers as of the log end offset, if they are known. Ring thread. */
  void save() {
    if (behind) {
      return;
    }
    bytesSinceSnapshot = 0;
    ProducerSnapshot snapshot = new ProducerSnapshot();
    producers.all().forEach(producer -> addEntries(producer, snapshot.producerEntries()));
    ByteBuffer content = ByteBuffer.allocate(2 + snapshot.size(VERSION));
    content.putShort(VERSION);
    snapshot.write(new ByteBufferWriter(content), VERSION);
    content.flip();
    CRC32C crc = new CRC32C();
    crc.update(content.duplicate().position(CRC_COVERS_FROM));
    content.putInt(CRC_POSITION, (int) crc.getValue());
    log.saveSnapshot(log.logEndOffset(), content);
  }

  private static void addEntries(
      ProducerState producer, List<ProducerSnapshot.ProducerEntry> entries) {
    if (!producer.hasBatches()) {
      entries.add(entry(producer).lastSequence(ProducerState.NO_SEQUENCE).lastOffset(-1));
    }
    producer.forEachBatch((firstSequence, lastSequence, lastOffset, timestampMs) ->
        entries.add(
            entry(producer)
                .lastSequence(lastSequence)
                .lastOffset(lastOffset)
                .offsetDelta(ProducerState.distance(firstSequence, lastSequence))
                .timestamp(timestampMs)));
  }

  private static ProducerSnapshot.ProducerEntry entry(ProducerState producer) {
    return new ProducerSnapshot.ProducerEntry()
        .producerId(producer.producerId())
        .epoch(producer.producerEpoch())
        .timestamp(producer.lastActiveMs())
        .coordinatorEpoch(-1)
        .currentTxnFirstOffset(-1);
  }
}
