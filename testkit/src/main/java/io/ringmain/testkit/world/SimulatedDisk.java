package io.ringmain.testkit.world;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.spi.storage.StorageProvider;
import io.ringmain.testkit.simulation.SimulatedFiles;
import io.ringmain.testkit.simulation.SimulatedProcess;
import io.ringmain.testkit.simulation.SimulatedScheduler;
import io.ringmain.testkit.world.StoredSegment.StoredBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * The disk of one machine, with the page cache before it. It outlives the processes that use it.
 *
 * <p>Its faults are switches that somebody sets and sets back: it is full, it fails or lies when it
 * flushes, and so on. What a failure of the machine takes is decided in {@link #powerFails}.
 */
public final class SimulatedDisk {
  final String machine;
  final SimulatedScheduler scheduler;
  final Random random;
  final WorldListener listener;
  final boolean durableAcks;
  final TreeMap<String, StoredLog> logs = new TreeMap<>();
  private final SimulatedFiles files = new SimulatedFiles();
  private boolean taken;

  /** Slices that a living process has read and not yet closed. */
  int openSlices;

  boolean full;
  boolean writesFail;
  boolean readsFail;
  boolean flushesFail;
  boolean flushesLie;
  long flushDelayMs;

  /**
   * @param durableAcks whether the storage has acknowledgements wait for a flush
   */
  SimulatedDisk(
      String machine,
      SimulatedScheduler scheduler,
      Random random,
      boolean durableAcks,
      WorldListener listener) {
    this.machine = machine;
    this.scheduler = scheduler;
    this.random = random;
    this.durableAcks = durableAcks;
    this.listener = listener;
  }

  /** The small files on this disk. */
  public SimulatedFiles files() {
    return files;
  }

  /** From now on there is no room for an append, or there is again. */
  public void full(boolean isFull) {
    full = isFull;
  }

  /** From now on appends fail, and take their log out of service, or they succeed again. */
  public void writesFail(boolean fail) {
    writesFail = fail;
  }

  /** From now on reads fail, or they succeed again. */
  public void readsFail(boolean fail) {
    readsFail = fail;
  }

  /** From now on flushes fail, and take their log out of service, or they succeed again. */
  public void flushesFail(boolean fail) {
    flushesFail = fail;
  }

  /** From now on flushes say that they are done and have done nothing, or they do it again. */
  public void flushesLie(boolean lie) {
    flushesLie = lie;
  }

  /** From now on a flush takes this much longer. */
  public void flushDelay(long ms) {
    flushDelayMs = ms;
  }

  /** Whether a log was taken out of service since the process started. */
  public boolean hasOfflineLogs() {
    return logs.values().stream().anyMatch(log -> log.offline);
  }

  /** The plugin {@code simulated} for one process on this disk. */
  StorageProvider provider(SimulatedProcess process) {
    return new StorageProvider() {
      @Override
      public String name() {
        return SimulatedMachine.PLUGIN;
      }

      @Override
      public Storage open(StorageContext context) {
        return SimulatedDisk.this.open(process, context);
      }
    };
  }

  private Storage open(SimulatedProcess process, StorageContext context) {
    if (taken) {
      throw new StorageException(StorageException.Kind.UNUSABLE, machine + ": the disk is in use");
    }
    taken = true;
    return new SimulatedStorage(this, process, context.directories().getFirst());
  }

  void letGo() {
    taken = false;
  }

  /** The process has ended without closing anything: what it wrote is in the page cache. */
  void processDied() {
    taken = false;
    openSlices = 0;
    for (StoredLog log : logs.values()) {
      log.open = false;
      log.offline = false;
    }
  }

  /**
   * The machine has failed: of what was not safe, a part is lost that chance decides, up to all of
   * it. A batch at whose sectors the power failed is torn, and so lost with all that follow it.
   */
  void powerFails() {
    processDied();
    for (StoredLog log : logs.values()) {
      long cut = random.nextBoolean() ? log.safeOffset : between(log.safeOffset, log.endOffset);
      long before = log.endOffset;
      long claimed = log.claimedOffset;
      if (cut < before) {
        log.truncateTo(cut);
        listener.onLost(new LostRecords(machine, log.id, log.endOffset, before, claimed));
      }
      log.snapshots.values().removeIf(_ -> random.nextInt(4) == 0); // Torn, so never returned.
      log.safeOffset = log.endOffset;
      log.claimedOffset = log.endOffset;
      log.lostWriteOffset = Long.MAX_VALUE;
    }
  }

  private long between(long low, long high) {
    return low + (high > low ? random.nextInt((int) (high - low + 1)) : 0);
  }

  /** A bit of a stored record batch turns over. Nothing happens on an empty disk. */
  public void flipBit() {
    List<StoredLog> written = new ArrayList<>();
    for (StoredLog log : logs.values()) {
      if (!log.active().isEmpty() && !log.id.topic().startsWith("__")) {
        written.add(log);
      }
    }
    if (written.isEmpty()) {
      return;
    }
    StoredLog log = written.get(random.nextInt(written.size()));
    List<StoredBatch> batches = log.active().batches();
    int index = random.nextInt(batches.size());
    StoredBatch old = batches.get(index);
    byte[] bytes = old.bytes().clone();
    int position = FIRST_FLIPPED + random.nextInt(bytes.length - FIRST_FLIPPED);
    bytes[position] ^= (byte) (1 << random.nextInt(8));
    batches.set(
        index, new StoredBatch(bytes, old.baseOffset(), old.lastOffset(), old.maxTimestamp()));
    listener.onDamaged(machine, log.id, old.baseOffset(), old.lastOffset());
  }

  /** Behind the header, so that a storage still finds the batch. */
  private static final int FIRST_FLIPPED = 61;

  /** The latest write to a log never reaches the disk, whatever is flushed. */
  public void loseLatestWrite() {
    for (StoredLog log : logs.values()) {
      if (!log.active().isEmpty()) {
        log.lostWriteOffset =
            Math.min(log.lostWriteOffset, log.active().batches().getLast().baseOffset());
      }
    }
  }

  /** How many slices are open. */
  public int openSlices() {
    return openSlices;
  }

  /** Logs that exist. */
  public List<LogId> logIds() {
    return logs.values().stream().map(log -> log.id).toList();
  }

  /** Looks at a log as it is on this disk and in its page cache. */
  public void read(LogId id, LogVisitor visitor) {
    StoredLog log = logs.get(key(id));
    if (log != null) {
      log.forEachFrom(
          log.startOffset,
          batch -> visitor.visit(batch.baseOffset(), batch.lastOffset(), batch.bytes()));
    }
  }

  /** Log start offset of a log, or −1 when there is none. */
  public long startOffset(LogId id) {
    StoredLog log = logs.get(key(id));
    return log == null ? -1 : log.startOffset;
  }

  /** Log end offset of a log, or −1 when there is none. */
  public long endOffset(LogId id) {
    StoredLog log = logs.get(key(id));
    return log == null ? -1 : log.endOffset;
  }

  /** Bytes of record batches on this disk. */
  public long sizeBytes() {
    return logs.values().stream()
        .flatMap(log -> log.segments.stream())
        .mapToLong(StoredSegment::sizeBytes)
        .sum();
  }

  /** By what names a log apart; sorted, so that every run finds them in the same order. */
  static String key(LogId id) {
    return id + " " + id.topicId();
  }

  /** Sees the record batches of a log in order. */
  @FunctionalInterface
  public interface LogVisitor {
    void visit(long baseOffset, long lastOffset, byte[] batch);
  }
}
