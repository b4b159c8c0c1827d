package io.ringmain.storage.mmap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the housekeeper out of a log while its writer is in, and the other way round.
 *
 * <p>The housekeeper only ever tries, and only for logs that have been idle, so the writer finds
 * the gate free but for a moment once in a while: entering costs it one uncontended
 * compare-and-set.
 */
final class WriterGate {
  private static final VarHandle BUSY;
  private static final long PARK_NS = 20_000;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(WriterGate.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile boolean busy;

  boolean tryEnter() {
    return BUSY.compareAndSet(this, false, true);
  }

  void enter() {
    while (!tryEnter()) {
      LockSupport.parkNanos(this, PARK_NS);
    }
  }

  void leave() {
    BUSY.setRelease(this, false);
  }
}
