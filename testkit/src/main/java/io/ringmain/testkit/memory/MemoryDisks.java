package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.spi.storage.StorageProvider;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Disks inside the process: what a storage has written is found by the next one that is opened on
 * the same directories. Nothing is written to real ones.
 *
 * <p>Each directory is a disk of its own that can be made to fail: {@link #kill} and {@link
 * #failMachine} end the storage that has it open, {@link #failWrites}, {@link #capacityBytes} and
 * {@link #damage} are what disks do.
 */
public final class MemoryDisks {
  private static final long UNLIMITED = -1;

  private final LongSupplier wallMs;
  private final Map<Path, Disk> disks = new ConcurrentHashMap<>();

  /** Disks that take the time from the machine. */
  public MemoryDisks() {
    this(System::currentTimeMillis);
  }

  /**
   * @param wallMs the time that retention sees, such as a simulation's
   */
  public MemoryDisks(LongSupplier wallMs) {
    this.wallMs = wallMs;
  }

  /** The plugin {@code memory}: every storage that it opens is on these disks. */
  public StorageProvider provider() {
    return new MemoryStorageProvider(this);
  }

  LongSupplier wallMs() {
    return wallMs;
  }

  /**
   * The process that has the directory open is killed: what was appended is there, and the storage
   * that it was can do nothing more.
   */
  public void kill(Path directory) {
    disk(directory).crash(log -> log.copyForNextLife(log.logEndOffset()));
  }

  /** As {@link #kill}, but what was not durable is lost. */
  public void failMachine(Path directory) {
    disk(directory).crash(log -> log.copyForNextLife(log.durableOffset()));
  }

  /** From now on whatever has to go to the directory fails with an I/O error, or no more. */
  public void failWrites(Path directory, boolean fail) {
    disk(directory).failsWrites = fail;
  }

  /** So much fits into the directory; without a call there is no end of space. */
  public void capacityBytes(Path directory, long capacityBytes) {
    disk(directory).capacityBytes = capacityBytes;
  }

  /**
   * Flips the last bit of the record batch that holds an offset, while no storage has the directory
   * open: the next one finds it torn.
   *
   * @return false if there is no such record batch
   */
  public boolean damage(Path directory, LogId id, long offset) {
    MemoryPartitionLog log = disk(directory).logs.get(Disk.key(id));
    return log != null && log.damage(offset);
  }

  private Disk disk(Path directory) {
    return disks.computeIfAbsent(directory, _ -> new Disk());
  }

  /** S1, S2: all of the directories, or none. */
  Storage open(StorageContext context) {
    Map<Path, Disk> taken = new LinkedHashMap<>();
    for (Path directory : context.directories()) {
      Disk disk = disk(directory);
      if (!disk.take()) {
        taken.values().forEach(Disk::letGo);
        throw new StorageException(
            StorageException.Kind.UNUSABLE, directory + " is in use by another storage");
      }
      taken.put(directory, disk);
    }
    return new MemoryStorage(this, taken, context.minFreeBytes());
  }

  /** One directory's logs. */
  static final class Disk {
    private final Map<String, MemoryPartitionLog> logs = new ConcurrentSkipListMap<>();
    private final Map<String, MemoryPartitionLog> futures = new ConcurrentSkipListMap<>();
    private volatile boolean online = true;
    private volatile Runnable onOffline = () -> {};
    private volatile boolean failsWrites;
    private volatile long capacityBytes = UNLIMITED;
    private boolean taken;

    private synchronized boolean take() {
      if (taken) {
        return false;
      }
      taken = true;
      online = true;
      onOffline = () -> {};
      return true;
    }

    synchronized void letGo() {
      taken = false;
    }

    /** Those who still hold a log of the former life find it closed. */
    private synchronized void crash(UnaryOperator<MemoryPartitionLog> nextLife) {
      logs.replaceAll((_, log) -> nextLife.apply(log));
      futures.replaceAll((_, log) -> nextLife.apply(log));
      taken = false;
    }

    /** By what names them apart; sorted, so that every run finds them in the same order. */
    static String key(LogId id) {
      return id + " " + id.topicId();
    }

    Map<String, MemoryPartitionLog> logs() {
      return logs;
    }

    /** The logs that are to take the place of others. */
    Map<String, MemoryPartitionLog> futures() {
      return futures;
    }

    boolean isOnline() {
      return online;
    }

    /** Whom to tell when a write has failed, until another storage has the disk. */
    void onOffline(Runnable listener) {
      onOffline = listener;
    }

    private void fail() {
      boolean first = online;
      online = false;
      if (first) {
        onOffline.run();
      }
    }

    /** −1 where there is no end. */
    long usableBytes() {
      long capacity = capacityBytes;
      return capacity == UNLIMITED
          ? UNLIMITED
          : capacity - logs.values().stream().mapToLong(MemoryPartitionLog::storedBytes).sum();
    }

    /** Whether there is room for so many bytes. */
    void requireRoom(LogId id, int bytes, long minFreeBytes) {
      if (failsWrites || !online) {
        fail();
        throw new StorageException(
            StorageException.Kind.OFFLINE, "cannot write to " + id + ": the disk fails");
      }
      long usableBytes = usableBytes();
      if (usableBytes != UNLIMITED && usableBytes - bytes < minFreeBytes) {
        throw new StorageException(
            StorageException.Kind.FULL,
            "%d bytes of %s do not fit into %d usable bytes; storage.min.free.bytes=%d"
                .formatted(bytes, id, usableBytes, minFreeBytes));
      }
    }
  }
}
