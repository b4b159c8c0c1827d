package io.ringmain.testkit.checkers;

import io.ringmain.protocol.compress.CompressionCodecs;
import io.ringmain.protocol.record.RecordBatchView;
import io.ringmain.protocol.record.RecordIterator;
import io.ringmain.spi.storage.LogId;
import io.ringmain.testkit.world.LostRecords;
import io.ringmain.testkit.world.WorldListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What all logs must hold, followed append by append. It listens before the checkers do, so they
 * find it up to date.
 *
 * <p>Durability. With a single replica an acknowledged record is as durable as the storage says:
 * where acknowledgements wait for the flush, whatever was acknowledged survives unless the disk has
 * lied about a flush; where they do not, a failure of the machine may take all that was not
 * flushed, acknowledged or not, and only the death of the process takes nothing.
 */
public final class LogModel implements WorldListener {
  private final boolean durableAcks;
  private final Map<Key, ModelLog> logs = new LinkedHashMap<>();
  private final RecordBatchView view = new RecordBatchView();
  private final RecordIterator records =
      RecordIterator.readingContents(CompressionCodecs.builtIn());
  private final List<ModelBatch> latestLost = new ArrayList<>();

  /**
   * @param durableAcks whether acknowledgements wait for the flush
   */
  public LogModel(boolean durableAcks) {
    this.durableAcks = durableAcks;
  }

  /** Names a partition. */
  private record Key(UUID topicId, int partition) {}

  private static Key key(UUID topicId, int partition) {
    return new Key(topicId, partition);
  }

  private ModelLog log(String machine, LogId id) {
    return logs.computeIfAbsent(key(id.topicId(), id.partition()), _ -> new ModelLog(machine, id));
  }

  /** The log of a partition, if it was ever written to. */
  public Optional<ModelLog> find(UUID topicId, int partition) {
    return Optional.ofNullable(logs.get(key(topicId, partition)));
  }

  /** All logs that were ever written to. */
  public Collection<ModelLog> all() {
    return logs.values();
  }

  /** What the latest loss or truncation took. */
  public List<ModelBatch> latestLost() {
    return latestLost;
  }

  @Override
  public void onAppended(
      String machine, LogId id, long baseOffset, long lastOffset, ByteBuffer batch) {
    view.wrap(batch, 0);
    log(machine, id)
        .add(
            new ModelBatch(
                baseOffset,
                lastOffset,
                view.partitionLeaderEpoch(),
                view.crc(),
                firstId(id),
                view.recordsCount(),
                view.producerId(),
                view.producerEpoch(),
                view.baseSequence()));
  }

  /** The name that a simulated producer gave the first record. */
  private long firstId(LogId id) {
    if (id.topic().startsWith("__")) {
      return -1;
    }
    return firstIdOf(view);
  }

  /** The name of the first record of a batch, or −1 when it has none. */
  long firstIdOf(RecordBatchView batch) {
    try (RecordIterator reading = records.wrap(batch)) {
      return reading.next() && reading.current().valueLength() >= Long.BYTES
          ? reading.current().value().getLong()
          : -1;
    } catch (RuntimeException damaged) {
      return -1;
    }
  }

  @Override
  public void onLost(LostRecords lost) {
    ModelLog log = log(lost.machine(), lost.log());
    latestLost.clear();
    latestLost.addAll(log.cutFrom(lost.fromOffset()));
    for (ModelBatch batch : latestLost) {
      if (!durableAcks || batch.baseOffset < lost.claimedDurableOffset()) {
        log.excuse(batch);
      }
    }
  }

  @Override
  public void onTruncated(String machine, LogId id, long newEndOffset) {
    latestLost.clear();
    latestLost.addAll(log(machine, id).cutFrom(newEndOffset));
  }

  @Override
  public void onStartAdvanced(String machine, LogId id, long newStartOffset) {
    log(machine, id).startAt(newStartOffset);
  }

  @Override
  public void onDeleted(String machine, LogId id) {
    find(id.topicId(), id.partition()).ifPresent(ModelLog::delete);
  }

  @Override
  public void onDamaged(String machine, LogId id, long baseOffset, long lastOffset) {
    log(machine, id).at(baseOffset).ifPresent(batch -> batch.damaged = true);
  }
}
