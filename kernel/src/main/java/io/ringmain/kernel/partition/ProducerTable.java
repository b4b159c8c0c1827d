package io.ringmain.kernel.partition;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Producer states by producer id: an open-addressing hash table with linear probing.
 *
 * <p>A {@code HashMap<Long, …>} would box an id for every batch. Entries are removed only by {@link
 * #retain}, which builds the table anew. Belongs to one ring thread.
 */
final class ProducerTable {
  private static final int INITIAL_SLOTS = 8;

  private ProducerState[] slots = new ProducerState[INITIAL_SLOTS];
  private int size;

  int size() {
    return size;
  }

  /** The state of a producer, or null. */
  ProducerState find(long producerId) {
    int mask = slots.length - 1;
    for (int i = hash(producerId) & mask; slots[i] != null; i = (i + 1) & mask) {
      if (slots[i].producerId() == producerId) {
        return slots[i];
      }
    }
    return null;
  }

  /** Adds the state of a producer that is not in the table. */
  void add(ProducerState state) {
    if ((size + 1) * 2 > slots.length) {
      rebuild(slots.length * 2, all -> true);
    }
    insert(state);
  }

  /** Forgets all but those that the condition holds for. */
  void retain(Predicate<ProducerState> condition) {
    rebuild(slots.length, condition);
  }

  /** All states, in no particular order. */
  List<ProducerState> all() {
    return Arrays.stream(slots).filter(Objects::nonNull).toList();
  }

  private void rebuild(int newSlots, Predicate<ProducerState> condition) {
    ProducerState[] old = slots;
    slots = new ProducerState[newSlots];
    size = 0;
    for (ProducerState state : old) {
      if (state != null && condition.test(state)) {
        insert(state);
      }
    }
  }

  private void insert(ProducerState state) {
    int mask = slots.length - 1;
    int i = hash(state.producerId()) & mask;
    while (slots[i] != null) {
      i = (i + 1) & mask;
    }
    slots[i] = state;
    size++;
  }

  private static int hash(long producerId) {
    long mixed = producerId * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }
}
