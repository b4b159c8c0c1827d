package io.ringmain.kernel.partition;

import java.util.ArrayList;

/**
 * Who is to be woken at the end of a batch: each once, however many answers it got (step 7).
 *
 * <p>Belongs to one ring thread. Hot path: allocates nothing once it has grown.
 */
public final class Wakes {
  private final ArrayList<Wakeable> waiting = new ArrayList<>();

  /** Notes somebody. Repeats are cheap, since most come one after the other. */
  public void add(Wakeable wakeable) {
    int size = waiting.size();
    for (int i = size - 1; i >= 0 && i >= size - 8; i--) {
      if (waiting.get(i).equals(wakeable)) {
        return;
      }
    }
    waiting.add(wakeable);
  }

  /** Wakes everybody noted, and forgets them. */
  public void wakeAll() {
    for (int i = 0; i < waiting.size(); i++) {
      waiting.get(i).wake();
    }
    waiting.clear();
  }
}
