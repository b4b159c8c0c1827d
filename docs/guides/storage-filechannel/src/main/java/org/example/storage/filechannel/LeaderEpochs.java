package org.example.storage.filechannel;

import io.ringmain.spi.storage.LeaderEpochEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where each leader epoch begins in a log. Immutable: the writer makes a new one, any thread reads.
 * Epochs and start offsets both grow.
 */
record LeaderEpochs(List<Start> starts) {
  static final LeaderEpochs NONE = new LeaderEpochs(List.of());

  record Start(int leaderEpoch, long offset) {}

  LeaderEpochs {
    starts = List.copyOf(starts);
  }

  int latest() {
    return starts.isEmpty() ? -1 : starts.getLast().leaderEpoch();
  }

  /** S19. An epoch without a record gives way to the next one at the same offset. */
  LeaderEpochs startingAt(int leaderEpoch, long offset) {
    if (leaderEpoch <= latest()) {
      return this;
    }
    List<Start> next = new ArrayList<>(without(start -> start.offset() >= offset).starts);
    next.add(new Start(leaderEpoch, offset));
    return new LeaderEpochs(next);
  }

  /** S19, for what is appended. */
  LeaderEpochs withThoseOf(List<Batch> batches) {
    LeaderEpochs next = this;
    for (Batch batch : batches) {
      next = next.startingAt(batch.leaderEpoch(), batch.baseOffset());
    }
    return next;
  }

  /** S20. */
  Optional<LeaderEpochEnd> end(int leaderEpoch, long logEndOffset) {
    long end = logEndOffset;
    for (Start start : starts.reversed()) {
      if (start.leaderEpoch() <= leaderEpoch) {
        return Optional.of(new LeaderEpochEnd(start.leaderEpoch(), end));
      }
      end = start.offset();
    }
    return Optional.empty();
  }

  LeaderEpochs without(Predicate<Start> gone) {
    return new LeaderEpochs(starts.stream().filter(gone.negate()).toList());
  }

  /** S22. The epoch that holds the new log start begins there now; those before it go. */
  LeaderEpochs from(long logStartOffset) {
    List<Start> next = new ArrayList<>(starts);
    int below = 0;
    while (below < next.size() && next.get(below).offset() <= logStartOffset) {
      below++;
    }
    if (below > 0) {
      next.set(below - 1, new Start(next.get(below - 1).leaderEpoch(), logStartOffset));
      next.subList(0, below - 1).clear();
    }
    return new LeaderEpochs(next);
  }
}
