package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LeaderEpochEnd;
import io.ringmain.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where each leader epoch begins in a log: Kafka's {@code leader-epoch-checkpoint}.
 *
 * <p>The writer replaces an immutable list; any thread reads it; the flusher writes it to disk.
 * Both leader epochs and start offsets grow.
 */
final class LeaderEpochs {
  private final Path path;
  private volatile List<Entry> entries;
  private volatile int latest;

  private record Entry(int leaderEpoch, long startOffset) {}

  private LeaderEpochs(Path path, List<Entry> entries) {
    this.path = path;
    set(entries);
  }

  static LeaderEpochs read(Path folder) {
    Path path = folder.resolve(LogFiles.LEADER_EPOCH_CHECKPOINT);
    try {
      List<Entry> entries = new ArrayList<>();
      for (String line : CheckpointFile.read(path)) {
        String[] words = line.strip().split("\\s+", -1);
        entries.add(new Entry(Integer.parseInt(words[0]), Long.parseLong(words[1])));
      }
      return new LeaderEpochs(path, entries);
    } catch (IOException | RuntimeException e) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, "cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private void set(List<Entry> next) {
    entries = List.copyOf(next);
    latest = next.isEmpty() ? -1 : next.getLast().leaderEpoch();
  }

  int latest() {
    return latest;
  }

  /** Notes that an epoch begins; true when that is news. */
  boolean start(int leaderEpoch, long startOffset) {
    if (leaderEpoch <= latest) {
      return false;
    }
    List<Entry> next = new ArrayList<>(entries);
    next.removeIf(entry -> entry.startOffset() >= startOffset);
    next.add(new Entry(leaderEpoch, startOffset));
    set(next);
    return true;
  }

  /** The largest known epoch at or below {@code leaderEpoch}, and its end. */
  Optional<LeaderEpochEnd> end(int leaderEpoch, long logEndOffset) {
    List<Entry> now = entries;
    for (int i = now.size() - 1; i >= 0; i--) {
      if (now.get(i).leaderEpoch() <= leaderEpoch) {
        long end = i == now.size() - 1 ? logEndOffset : now.get(i + 1).startOffset();
        return Optional.of(new LeaderEpochEnd(now.get(i).leaderEpoch(), end));
      }
    }
    return Optional.empty();
  }

  /** Forgets epochs that begin at or above a new log end; true when there were any. */
  boolean truncateTo(long logEndOffset) {
    return removeIf(entry -> entry.startOffset() >= logEndOffset);
  }

  /** Forgets epochs that begin above the log end: a crash may have taken their batches. */
  void forgetBeyond(long logEndOffset) {
    removeIf(entry -> entry.startOffset() > logEndOffset);
  }

  /** Forgets everything; true when there was anything. */
  boolean clear() {
    return removeIf(entry -> true);
  }

  private boolean removeIf(Predicate<Entry> gone) {
    List<Entry> next = new ArrayList<>(entries);
    boolean changed = next.removeIf(gone);
    if (changed) {
      set(next);
    }
    return changed;
  }

  /** Follows the log start: the epoch that holds it begins there now; true when that is news. */
  boolean advanceStart(long logStartOffset) {
    List<Entry> next = new ArrayList<>(entries);
    int holding = -1;
    while (holding + 1 < next.size() && next.get(holding + 1).startOffset() <= logStartOffset) {
      holding++;
    }
    if (holding < 0 || (holding == 0 && next.getFirst().startOffset() == logStartOffset)) {
      return false;
    }
    Entry first = new Entry(next.get(holding).leaderEpoch(), logStartOffset);
    next.subList(0, holding + 1).clear();
    next.addFirst(first);
    set(next);
    return true;
  }

  /** Writes the file; called by the flusher, which writes the newest state whenever it comes. */
  void persist() {
    List<String> lines = new ArrayList<>();
    for (Entry entry : entries) {
      lines.add(entry.leaderEpoch() + " " + entry.startOffset());
    }
    try {
      CheckpointFile.write(path, lines);
    } catch (IOException e) {
      throw IoFailures.of("write", path, e);
    }
  }
}
