package io.ringmain.testkit.checkers;

import io.ringmain.testkit.workload.HistoryListener;
import io.ringmain.testkit.world.WorldListener;
import java.util.List;

/** Watches over one invariant, or over some that are sides of one thing. */
public interface Checker extends WorldListener, HistoryListener {

  /** The numbers of the invariants. */
  List<Integer> invariants();

  /** What is checked, in a few words. */
  String description();

  /** Looks at everything once more: the faults are healed, and all clients have finished. */
  default void atEnd() {}
}
