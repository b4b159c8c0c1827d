package io.ringmain.kernel.replication;

import static java.lang.System.Logger.Level.WARNING;

import io.ringmain.kernel.env.SmallFiles;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.replica.StartingPoints;
import io.ringmain.spi.storage.LogId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The high watermarks of replicated partitions, kept over a restart in Kafka's file of that name in
 * each log directory:
 *
 * <pre>
 *   0                      version
 *   2                      how many lines follow
 *   orders 0 1734          topic, partition, high watermark
 *   orders 1 98
 * </pre>
 *
 * <p>A partition without other replicas needs none: it is committed up to its end. Read by the
 * storage's threads, written by one at a time.
 */
final class HighWatermarks implements StartingPoints {
  private static final System.Logger LOG = System.getLogger(HighWatermarks.class.getName());
  private static final String FILE = "replication-offset-checkpoint";
  private static final String VERSION = "0";

  private final SmallFiles files;
  private final Map<String, Long> found = new HashMap<>();
  private final Map<Path, String> written = new HashMap<>();

  HighWatermarks(SmallFiles files, List<Path> directories) {
    this.files = files;
    directories.forEach(this::read);
  }

  private void read(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      files.read(file).ifPresent(content -> content.lines().skip(2).forEach(this::take));
    } catch (IOException | RuntimeException unreadable) {
      // Nothing is lost by that: followers and leaders find out anew what is committed.
      LOG.log(WARNING, "{0} is not used: {1}", file, unreadable.toString());
    }
  }

  private void take(String line) {
    int offsetStart = line.lastIndexOf(' ') + 1;
    long offset = Long.parseLong(line.substring(offsetStart));
    // A log that was moved has left a line behind where it was.
    found.merge(line.substring(0, offsetStart - 1), offset, Math::max);
  }

  @Override
  public long highWatermarkOf(LogId id) {
    return found.getOrDefault(id.topic() + " " + id.partition(), 0L);
  }

  /** Writes down where all partitions are now. May wait for the disk. */
  synchronized void save(Collection<Partition> partitions) {
    Map<Path, Map<String, Long>> byDirectory = new HashMap<>();
    for (Partition partition : partitions) {
      if (partition.isReplicated()) {
        byDirectory
            .computeIfAbsent(partition.log().directory().path(), _ -> new TreeMap<>())
            .put(
                partition.id().topic() + " " + partition.id().partition(),
                partition.highWatermark());
      }
    }
    byDirectory.forEach(this::write);
  }

  private void write(Path directory, Map<String, Long> offsets) {
    StringBuilder content = new StringBuilder(VERSION + "\n" + offsets.size() + "\n");
    offsets.forEach((name, offset) -> content.append(name).append(' ').append(offset).append('\n'));
    if (content.toString().equals(written.get(directory))) {
      return;
    }
    try {
      files.write(directory.resolve(FILE), content.toString());
      written.put(directory, content.toString());
    } catch (IOException failure) {
      LOG.log(WARNING, "high watermarks not written to {0}: {1}", directory, failure.toString());
    }
  }
}
