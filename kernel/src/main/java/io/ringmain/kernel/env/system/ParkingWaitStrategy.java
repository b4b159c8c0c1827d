package io.ringmain.kernel.env.system;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Has the one thread of a ring give way for a moment, and then park.
 *
 * <p>Where all processors are busy, whoever fills the ring goes on while this thread gives way, and
 * there is more to consume when it comes back: neither of them pays for parking and waking. Where
 * they are idle it is over in a few microseconds. Publishing costs a fence and a look while the
 * thread is not parked.
 */
final class ParkingWaitStrategy implements WaitStrategy {
  private static final int GIVE_WAY_TIMES = 4;

  /** The ring's thread when it is, or is about to be, parked. */
  private volatile Thread parked;

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // Only the cost depends on it, as said above.
  public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
      throws AlertException, InterruptedException {
    for (int i = 0; i < GIVE_WAY_TIMES && cursor.get() < sequence; i++) {
      barrier.checkAlert();
      Thread.yield();
    }
    if (cursor.get() < sequence) {
      park(sequence, cursor, barrier);
    }
    long available = dependent.get();
    while (available < sequence) {
      barrier.checkAlert();
      Thread.onSpinWait();
      available = dependent.get();
    }
    return available;
  }

  private void park(long sequence, Sequence cursor, SequenceBarrier barrier)
      throws AlertException, InterruptedException {
    try {
      while (true) {
        parked = Thread.currentThread(); // Before the look: who publishes after it sees us.
        if (cursor.get() >= sequence) {
          return;
        }
        barrier.checkAlert();
        LockSupport.park(this);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      parked = null;
    }
  }

  @Override
  public void signalAllWhenBlocking() {
    VarHandle.fullFence(); // What was published is seen by whoever parks after our look.
    Thread waiter = parked;
    if (waiter != null) {
      parked = null;
      LockSupport.unpark(waiter);
    }
  }
}
