package io.ringmain.kernel.partition;

import io.ringmain.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Who waits until all replicas have deleted records. Belongs to one ring thread. */
final class LowWatermarkWaiters {
  private record Waiter(long offset, Consumer<ErrorCode> told) {}

  private final List<Waiter> waiters = new ArrayList<>(0);

  void add(long offset, Consumer<ErrorCode> told) {
    waiters.add(new Waiter(offset, told));
  }

  /** All replicas start at the low watermark, or later. */
  void tell(long lowWatermark) {
    for (Waiter waiter : List.copyOf(waiters)) {
      if (waiter.offset <= lowWatermark) {
        waiters.remove(waiter);
        waiter.told.accept(ErrorCode.NONE);
      }
    }
  }

  void fail(ErrorCode error) {
    List<Waiter> failed = List.copyOf(waiters);
    waiters.clear();
    failed.forEach(waiter -> waiter.told.accept(error));
  }
}
