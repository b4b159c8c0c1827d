package io.ringmain.testkit.world;

import java.util.ArrayDeque;

/**
 * One direction between two machines. What is sent while it is cut waits, as with TCP, which sends
 * it again and again: it arrives when the link is whole again, unless its connection has ended
 * before.
 */
final class Link {
  final String name;
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();
  private int cuts;
  private long extraDelayNs;

  Link(String from, String to) {
    this.name = from + ">" + to;
  }

  boolean isCut() {
    return cuts > 0;
  }

  void cut() {
    cuts++;
  }

  /** Whole again, when mended as often as cut; then what was held is sent once more. */
  void mend() {
    cuts--;
    if (cuts == 0) {
      for (int waiting = held.size(); waiting > 0; waiting--) {
        held.poll().run();
      }
    }
  }

  /** Keeps something until the link is whole. */
  void hold(Runnable delivery) {
    held.add(delivery);
  }

  void delayMore(long ns) {
    extraDelayNs += ns;
  }

  long extraDelayNs() {
    return extraDelayNs;
  }
}
