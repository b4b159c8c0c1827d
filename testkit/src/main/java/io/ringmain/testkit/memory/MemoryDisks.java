package io.ringmain.testkit.memory;

import io.ringmain.spi.storage.LogId;
import io.ringmain.spi.storage.Storage;
import io.ringmain.spi.storage.StorageContext;
import io.ringmain.spi.storage.StorageException;
import io.ringmain.spi.storage.StorageProvider;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Disks inside the process: what a storage has written is found by the next one that is opened on
 * the same directories. Nothing is written to real ones.
 */
public final class MemoryDisks {
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

  /** S1, S2: all of the directories, or none. */
  Storage open(StorageContext context) {
    Map<Path, Disk> taken = new LinkedHashMap<>();
    for (Path directory : context.directories()) {
      Disk disk = disks.computeIfAbsent(directory, _ -> new Disk());
      if (!disk.take()) {
        taken.values().forEach(Disk::letGo);
        throw new StorageException(
            StorageException.Kind.UNUSABLE, directory + " is in use by another storage");
      }
      taken.put(directory, disk);
    }
    return new MemoryStorage(this, taken);
  }

  /** One directory's logs. Guarded by the storage that has taken it. */
  static final class Disk {
    private final Map<String, MemoryPartitionLog> logs = new TreeMap<>();
    private boolean taken;

    private synchronized boolean take() {
      if (taken) {
        return false;
      }
      taken = true;
      return true;
    }

    synchronized void letGo() {
      taken = false;
    }

    /** By what names them apart; sorted, so that every run finds them in the same order. */
    static String key(LogId id) {
      return id + " " + id.topicId();
    }

    Map<String, MemoryPartitionLog> logs() {
      return logs;
    }
  }
}
