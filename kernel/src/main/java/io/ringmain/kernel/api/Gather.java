package io.ringmain.kernel.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * Waits for the parts of an answer that come from several rings, and hands them on in the order in
 * which they were asked for. Parts are put from any thread, the first for each place counts; the
 * thread of the last one goes on.
 *
 * @param <T> a part
 */
final class Gather<T> {

  private final AtomicReferenceArray<T> parts;
  private final AtomicInteger missing;
  private final Consumer<List<T>> whenAll;

  /** With no parts at all it is complete at once. */
  Gather(int count, Consumer<List<T>> whenAll) {
    this.parts = new AtomicReferenceArray<>(count);
    this.missing = new AtomicInteger(count);
    this.whenAll = whenAll;
    if (count == 0) {
      whenAll.accept(List.of());
    }
  }

  void put(int index, T part) {
    if (parts.compareAndSet(index, null, part) && missing.decrementAndGet() == 0) {
      List<T> all = new ArrayList<>(parts.length());
      for (int i = 0; i < parts.length(); i++) {
        all.add(parts.get(i));
      }
      whenAll.accept(all);
    }
  }
}
