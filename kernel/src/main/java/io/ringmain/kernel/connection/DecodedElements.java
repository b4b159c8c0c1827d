package io.ringmain.kernel.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the heap that decoded requests take, as the transport bounds the bytes of their frames.
 *
 * <p>Shared by all connections, called on their threads and by whoever finishes a request. A frame
 * of 40 MB can announce twenty million elements, each of which becomes an object: as bytes it is
 * allowed, as objects it would fill the heap. So elements are bounded as well, for one request and
 * for all that are under way. One element takes about 100 bytes of heap.
 */
final class DecodedElements {
  /** For one request: far more than a topic list or a fetch of a large cluster has. */
  static final int MOST_OF_ONE_REQUEST = 250_000;

  /** For all requests under way: some 100 MB. */
  static final int MOST_OF_ALL = 1_000_000;

  /** Requests with fewer are not worth counting; the least size of a frame covers them. */
  private static final int UNCOUNTED = 16;

  private final AtomicInteger underWay = new AtomicInteger();

  /** Takes the elements of a request that was decoded; false when there would be too many. */
  boolean tryTake(int elements) {
    if (elements <= UNCOUNTED) {
      return true;
    }
    if (underWay.addAndGet(elements) > MOST_OF_ALL) {
      underWay.addAndGet(-elements);
      return false;
    }
    return true;
  }

  /** Gives back what {@link #tryTake} has taken. */
  void giveBack(int elements) {
    if (elements > UNCOUNTED) {
      underWay.addAndGet(-elements);
    }
  }
}
