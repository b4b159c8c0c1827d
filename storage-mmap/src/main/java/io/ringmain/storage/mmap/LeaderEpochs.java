package io.ringmain.storage.mmap;

import io.ringmain.spi.storage.LeaderEpochEnd;
import java.io.IOException;
import java.lang.System.Logger.Level;
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
  private static final System.Logger LOG = System.getLogger(LeaderEpochs.class.getName());

  private volatile Path path;
  private boolean lost;
  private volatile boolean changed; // since it was last written
  private boolean unflushed; // guarded by this
  private volatile List<Entry> entries;
  private volatile int latest;

  private record Entry(int leaderEpoch, long startOffset) {}

  private LeaderEpochs(Path path, List<Entry> entries) {
    this.path = path;
    set(entries);
    changed = false;
  }

  /** None, and never written: for whoever looks through batches whose epochs are known already. */
  static LeaderEpochs scratch(Path folder) {
    return new LeaderEpochs(folder.resolve(LogFiles.LEADER_EPOCH_CHECKPOINT), List.of());
  }

  /** Those on disk. */
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
      LOG.log(Level.WARNING, "cannot read " + path + "; finding leader epochs in the log", e);
      LeaderEpochs none = new LeaderEpochs(path, List.of());
      none.lost = true;
      none.changed = true;
      return none;
    }
  }

  /** Whether the file was unreadable, so that the whole log has to be looked through. */
  boolean areLost() {
    return lost;
  }

  /** Whether they differ from the file. */
  boolean areUnwritten() {
    return changed;
  }

  private void set(List<Entry> next) {
    entries = List.copyOf(next);
    changed = true;
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

  /**
   * Notes the epoch of a batch that an open has found. What contradicts it is of batches that were
   * cut off before a crash, in a file that did not follow in time.
   */
  void found(int leaderEpoch, long offset) {
    List<Entry> now = entries;
    int holding = now.size() - 1;
    while (holding >= 0 && now.get(holding).startOffset() > offset) {
      holding--;
    }
    if (leaderEpoch < 0 || (holding >= 0 && now.get(holding).leaderEpoch() == leaderEpoch)) {
      return;
    }
    List<Entry> next = new ArrayList<>();
    now.stream()
        .filter(entry -> entry.startOffset() < offset && entry.leaderEpoch() < leaderEpoch)
        .forEach(next::add);
    if (next.size() <= holding && now.get(next.size()).leaderEpoch() == leaderEpoch) {
      next.add(now.get(next.size()));
    } else {
      next.add(new Entry(leaderEpoch, offset));
    }
    now.stream()
        .filter(entry -> entry.startOffset() > offset && entry.leaderEpoch() > leaderEpoch)
        .forEach(next::add);
    set(next);
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

  void movedTo(Path folder) {
    path = folder.resolve(path.getFileName());
  }

  /** Writes the file if it is not up to date. Called by the flusher and by whoever closes. */
  synchronized void persist() throws IOException {
    if (!changed) {
      return;
    }
    changed = false;
    List<String> lines = new ArrayList<>();
    for (Entry entry : entries) {
      lines.add(entry.leaderEpoch() + " " + entry.startOffset());
    }
    try {
      CheckpointFile.replace(path, CheckpointFile.text(lines), false);
      unflushed = true;
    } catch (IOException e) {
      changed = true;
      throw e;
    }
  }

  /** Writes and flushes the file. Called before the log's durable offset grows. */
  synchronized void force() throws IOException {
    persist();
    if (unflushed) {
      CheckpointFile.force(path);
      unflushed = false;
    }
  }
}
