package io.ringmain.testkit.checkers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The committed batches of a partition, one at each base offset, in the order of the offsets.
 * Belongs to a {@link ModelPartition}. Most are added at the end, and all of them are walked along
 * often, so it is a list.
 */
final class CommittedBatches {
  private final List<ModelBatch> batches = new ArrayList<>();

  CommittedBatches() {}

  /** All of them. */
  Collection<ModelBatch> all() {
    return Collections.unmodifiableList(batches);
  }

  /** Adds one; gives the one that was at its offset before. */
  Optional<ModelBatch> put(ModelBatch batch) {
    int index = indexOf(batch.baseOffset);
    if (isAt(index, batch.baseOffset)) {
      return Optional.of(batches.set(index, batch));
    }
    batches.add(index, batch);
    return Optional.empty();
  }

  /** Removes one, if it is there and no other in its place. */
  void remove(ModelBatch batch) {
    int index = indexOf(batch.baseOffset);
    if (isAt(index, batch.baseOffset) && batches.get(index) == batch) {
      batches.remove(index);
    }
  }

  /** Removes those that lie below an offset. */
  void removeBelow(long offset) {
    batches.subList(0, indexOf(offset)).removeIf(batch -> batch.lastOffset < offset);
  }

  private boolean isAt(int index, long baseOffset) {
    return index < batches.size() && batches.get(index).baseOffset == baseOffset;
  }

  /** Index of the first at an offset or above it. */
  private int indexOf(long offset) {
    int high = batches.size();
    if (high == 0 || batches.getLast().baseOffset < offset) {
      return high;
    }
    int low = 0;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (batches.get(middle).baseOffset < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
