package io.ringmain.kernel.partition;

import java.util.Arrays;

/**
 * Appends that wait for their acknowledgement, oldest first: a growing circular buffer.
 *
 * <p>Offsets in it only grow (but for repeated batches, which wait for those before them), so those
 * to acknowledge are always at its head. One that times out behind the head leaves an empty slot,
 * which goes when it comes to the head. Belongs to one ring thread. Hot path: allocates nothing
 * once it has grown.
 */
final class AwaitingAcks {
  private static final int INITIAL_SLOTS = 16;

  private AppendCompletion[] completions = new AppendCompletion[INITIAL_SLOTS];
  private int[] indexes = new int[INITIAL_SLOTS];
  private long[] baseOffsets = new long[INITIAL_SLOTS];
  private long[] lastOffsets = new long[INITIAL_SLOTS];
  private long[] logAppendTimesMs = new long[INITIAL_SLOTS];
  private long[] deadlinesNs = new long[INITIAL_SLOTS];
  private int head;
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void add(AppendCompletion completion, int index, AppendOutcome appended, long deadlineNs) {
    if (size == completions.length) {
      grow();
    }
    int slot = (head + size) & (completions.length - 1);
    completions[slot] = completion;
    indexes[slot] = index;
    baseOffsets[slot] = appended.baseOffset();
    lastOffsets[slot] = appended.lastOffset();
    logAppendTimesMs[slot] = appended.logAppendTimeMs();
    deadlinesNs[slot] = deadlineNs;
    size++;
  }

  long headLastOffset() {
    return lastOffsets[head];
  }

  /** Takes the oldest out and tells it that it was appended. */
  void acknowledgeHead(AppendOutcome scratch, long logStartOffset, Wakes wakes) {
    scratch.appended(baseOffsets[head], lastOffsets[head], logAppendTimesMs[head], logStartOffset);
    completeHead(scratch, wakes);
  }

  /** Takes the oldest out and tells it the outcome given. */
  void completeHead(AppendOutcome outcome, Wakes wakes) {
    AppendCompletion completion = completions[head];
    int index = indexes[head];
    completions[head] = null;
    dropEmptyHead();
    completion.onAppended(index, outcome, wakes);
  }

  private void dropEmptyHead() {
    while (size > 0 && completions[head] == null) {
      head = (head + 1) & (completions.length - 1);
      size--;
    }
  }

  /**
   * Takes out all whose deadline is over, and tells them the outcome given. Who is told may add
   * others meanwhile.
   */
  void completeExpired(long nowNs, AppendOutcome outcome, Wakes wakes) {
    int sizeNow = size;
    for (int i = 0; i < sizeNow; i++) {
      int slot = (head + i) & (completions.length - 1);
      AppendCompletion completion = completions[slot];
      if (completion != null && deadlinesNs[slot] - nowNs <= 0) {
        completions[slot] = null;
        completion.onAppended(indexes[slot], outcome, wakes);
      }
    }
    dropEmptyHead();
  }

  private void grow() {
    int slots = completions.length;
    completions = Arrays.copyOf(unrolled(completions), slots * 2);
    int[] oldIndexes = indexes;
    indexes = new int[slots * 2];
    System.arraycopy(oldIndexes, head, indexes, 0, slots - head);
    System.arraycopy(oldIndexes, 0, indexes, slots - head, head);
    baseOffsets = grown(baseOffsets);
    lastOffsets = grown(lastOffsets);
    logAppendTimesMs = grown(logAppendTimesMs);
    deadlinesNs = grown(deadlinesNs);
    head = 0;
  }

  private AppendCompletion[] unrolled(AppendCompletion[] old) {
    AppendCompletion[] fresh = new AppendCompletion[old.length];
    System.arraycopy(old, head, fresh, 0, old.length - head);
    System.arraycopy(old, 0, fresh, old.length - head, head);
    return fresh;
  }

  private long[] grown(long[] old) {
    long[] fresh = new long[old.length * 2];
    System.arraycopy(old, head, fresh, 0, old.length - head);
    System.arraycopy(old, 0, fresh, old.length - head, head);
    return fresh;
  }
}
