package io.ringmain.kernel.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ParkedFetchTest {
  private final AtomicInteger wakes = new AtomicInteger();
  private final ParkedFetch fetch = new ParkedFetch(100, wakes::incrementAndGet);

  @Test
  void waitsForAllTheBytesItMisses() {
    assertFalse(fetch.onData(60));
    assertFalse(fetch.isDone());
    assertTrue(fetch.onData(40));
    assertEquals(1, wakes.get());
  }

  @Test
  void isWokenOnceHoweverMuchComes() {
    fetch.onData(Integer.MAX_VALUE);
    fetch.onData(Integer.MAX_VALUE);
    assertEquals(1, wakes.get());
  }

  @Test
  void isWokenAtOnceWhenAPartitionIsGone() {
    fetch.onUnavailable();
    assertTrue(fetch.isDone());
    assertEquals(1, wakes.get());
  }
}
