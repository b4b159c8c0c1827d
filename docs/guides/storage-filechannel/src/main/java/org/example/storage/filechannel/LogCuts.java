package org.example.storage.filechannel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Takes batches away at either end of a log (S11, S21, S22). Called by the log's writer.
 *
 * <p>All that may fail comes first, and then, behind the lock, what readers see: so a failure
 * leaves them what they had (S10). After each step a crash must leave a log that opens to what it
 * was, or to what it was to become.
 */
final class LogCuts {
  private final Path folder;
  private final LogView view;
  private final StateFile stateFile;
  private final Snapshots snapshots;
  private final Durability durability;
  private final Service service;
  private final List<Segment> retired = new ArrayList<>(); // guarded by itself; files still there

  LogCuts(Path folder, LogView view, LogFiles files, Durability durability, Service service) {
    this.folder = folder;
    this.view = view;
    this.stateFile = files.stateFile();
    this.snapshots = files.snapshots();
    this.durability = durability;
    this.service = service;
  }

  /** Removes the batch that holds the offset, and all above. */
  void truncateTo(long offset) throws IOException {
    Segment cut = view.holding(offset);
    long newEnd = Math.max(view.logStartOffset(), cut.endWhenTruncatedTo(offset));
    long left = cut.nextOffsetWhenTruncatedTo(offset);
    LeaderEpochs epochs = view.leaderEpochs().without(start -> start.offset() >= newEnd);
    // A log end that no batch tells is told by the name of a new segment.
    boolean needsSegment = left != newEnd;
    boolean isAllGone = needsSegment && left == cut.baseOffset;
    List<Segment> gone = new ArrayList<>(view.from(offset));
    if (!isAllGone) {
      gone.remove(cut);
    }
    delete(gone);
    Segment last = needsSegment ? new Segment(folder, newEnd) : cut;
    durability.namesChanged();
    snapshots.keepWithin(view.logStartOffset(), newEnd);
    stateFile.write(new StateFile.State(view.logStartOffset(), epochs));
    view.cutting(() -> {
      if (!isAllGone) {
        cut.truncateTo(offset);
      }
      replace(gone, last, epochs, newEnd);
    });
    closeLater(gone);
  }

  /** Begins anew, empty, at an offset. */
  void startAnewAt(long offset) throws IOException {
    List<Segment> gone = new ArrayList<>(view.segments());
    deleteRetired(); // Lest a new file with the name of one of them is deleted in its place.
    delete(gone);
    snapshots.keepWithin(0, -1);
    stateFile.write(new StateFile.State(offset, LeaderEpochs.NONE));
    Segment only = new Segment(folder, offset);
    durability.namesChanged();
    view.cutting(() -> {
      view.startsAt(offset);
      replace(gone, only, LeaderEpochs.NONE, offset);
    });
    closeLater(gone);
  }

  /** The last first, so that a crash in between leaves no gap. */
  private void delete(List<Segment> gone) throws IOException {
    for (Segment segment : gone.reversed()) {
      segment.deleteFile();
    }
  }

  /** In this order: a flush that began before finds out when it is done. */
  private void replace(List<Segment> gone, Segment last, LeaderEpochs epochs, long newEnd) {
    view.drop(gone);
    view.begin(last);
    view.leaderEpochs(epochs);
    view.endsAt(newEnd);
    durability.truncatedTo(newEnd);
  }

  /** The new log start is on disk before what lies below it goes. */
  void advanceStartTo(long offset) throws IOException {
    LeaderEpochs epochs = view.leaderEpochs().from(offset);
    stateFile.write(new StateFile.State(offset, epochs));
    snapshots.keepWithin(offset, view.logEndOffset());
    List<Segment> gone = new ArrayList<>(view.below(offset));
    synchronized (retired) {
      retired.addAll(gone);
    }
    view.cutting(() -> {
      view.startsAt(offset);
      view.leaderEpochs(epochs);
      view.drop(gone);
    });
    var _ =
        service.inBackground(() -> {
          stateFile.force();
          deleteRetired();
          close(gone);
          return null;
        });
  }

  private void deleteRetired() throws IOException {
    synchronized (retired) {
      while (!retired.isEmpty()) {
        retired.getLast().deleteFile();
        retired.removeLast();
      }
    }
  }

  /** Not at once: a flush may be under way, on the very thread that closes. */
  private void closeLater(List<Segment> gone) {
    var _ =
        service.inBackground(() -> {
          close(gone);
          return null;
        });
  }

  static void close(Collection<Segment> segments) throws IOException {
    for (Segment segment : segments) {
      segment.close();
    }
  }
}
