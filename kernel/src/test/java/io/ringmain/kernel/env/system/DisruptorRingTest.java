package io.ringmain.kernel.env.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DisruptorRingTest {
  private static final int SLOTS = 4;

  private static final class Counted {
    private int value;
  }

  /** Hands on what it consumes; a negative number makes it fail, zero makes it wait. */
  private static final class Recorder implements RingConsumer<Counted> {
    private final BlockingQueue<Integer> consumed = new LinkedBlockingQueue<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger ends = new AtomicInteger();
    private volatile Runnable atEnd = () -> {};

    @Override
    public void onEvent(Counted event) {
      if (event.value < 0) {
        throw new IllegalStateException("meant to fail");
      }
      consumed.add(event.value);
      if (event.value == 0) {
        awaitLatch(goOn);
      }
    }

    @Override
    public void onEndOfBatch() {
      ends.incrementAndGet();
      atEnd.run();
    }
  }

  private final Recorder recorder = new Recorder();
  private final Ring<Counted> ring =
      new DisruptorRings(WaitPolicy.BLOCKING).create("ring", SLOTS, Counted::new, recorder);

  @AfterEach
  void close() {
    recorder.goOn.countDown();
    ring.close();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean tryPublish(int value) {
    long ringSequence = ring.tryClaim();
    if (ringSequence == Ring.FULL) {
      return false;
    }
    ring.eventAt(ringSequence).value = value;
    ring.publish(ringSequence);
    return true;
  }

  /** Lets the consumer wait in an event, and fills the slots behind it. */
  private void fill() throws InterruptedException {
    assertTrue(tryPublish(0));
    assertEquals(0, recorder.consumed.take());
    for (int i = 1; i < SLOTS; i++) {
      assertTrue(tryPublish(i));
    }
  }

  @Test
  void refusesWhenFullAndLosesNothing() throws InterruptedException {
    fill();
    assertFalse(tryPublish(99));
    assertEquals(SLOTS, ring.occupancy());
    recorder.goOn.countDown();
    for (int i = 1; i < SLOTS; i++) {
      assertEquals(i, recorder.consumed.take());
    }
  }

  /** Two full rings whose tasks hand each other tasks would wait for each other for ever. */
  @Test
  void whoGivesATaskToAFullRingDoesNotWait() throws InterruptedException {
    fill();
    CountDownLatch ran = new CountDownLatch(1);
    ring.execute(ran::countDown);
    recorder.goOn.countDown();
    awaitLatch(ran);
    assertEquals(0, ran.getCount());
  }

  @Test
  void consumesInOrderFromOneThread() throws InterruptedException {
    int count = 10_000;
    Thread producer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 1; i <= count; i++) {
                while (!tryPublish(i)) {
                  Thread.onSpinWait();
                }
              }
            });
    for (int i = 1; i <= count; i++) {
      assertEquals(i, recorder.consumed.take());
    }
    producer.join();
  }

  @Test
  void runsTasksInOrderOnItsThreadAlsoWhenFull() throws InterruptedException {
    fill();
    List<Integer> ran = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread giver =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 100; i++) {
                int number = i;
                ring.execute(() -> {
                  assertTrue(ring.onRingThread());
                  ran.add(number);
                });
              }
              ring.execute(done::countDown);
            });
    recorder.goOn.countDown();
    awaitLatch(done);
    giver.join();
    assertEquals(IntStream.range(0, 100).boxed().toList(), ran);
    assertFalse(ring.onRingThread());
  }

  @Test
  void runsTasksGivenOnItsOwnThreadWithoutAnotherEvent() {
    CountDownLatch done = new CountDownLatch(1);
    ring.execute(() -> ring.execute(() -> ring.execute(done::countDown)));
    awaitLatch(done);
  }

  @Test
  void runsTasksGivenAtTheEndOfABatch() {
    CountDownLatch done = new CountDownLatch(1);
    recorder.atEnd =
        () -> {
          recorder.atEnd = () -> {};
          ring.execute(done::countDown);
        };
    assertTrue(tryPublish(1));
    awaitLatch(done);
  }

  @Test
  void hasRoomAgainWhenTheBatchEnds() throws InterruptedException {
    fill();
    BlockingQueue<Boolean> room = new LinkedBlockingQueue<>();
    recorder.atEnd =
        () -> {
          recorder.atEnd = () -> {};
          room.add(tryPublish(42));
        };
    recorder.goOn.countDown();
    assertTrue(room.take(), "who is woken at the end of a batch finds room");
    for (int i = 1; i < SLOTS; i++) {
      assertEquals(i, recorder.consumed.take());
    }
    assertEquals(42, recorder.consumed.take());
  }

  @Test
  void goesOnAfterATaskThatFails() {
    CountDownLatch done = new CountDownLatch(1);
    ring.execute(() -> {
      throw new IllegalStateException("meant to fail");
    });
    ring.execute(done::countDown);
    awaitLatch(done);
  }

  @Test
  void goesOnAfterAnEventThatFails() throws InterruptedException {
    // Behind the first event wait a poke and an event that fails: the batch ends with a failure.
    assertTrue(tryPublish(0));
    assertEquals(0, recorder.consumed.take());
    CountDownLatch done = new CountDownLatch(1);
    ring.execute(done::countDown);
    assertTrue(tryPublish(-1));
    recorder.goOn.countDown();
    awaitLatch(done);
    CountDownLatch later = new CountDownLatch(1);
    ring.execute(later::countDown);
    awaitLatch(later);
  }

  @Test
  void goesOnAfterAnEndOfBatchThatFails() {
    CountDownLatch done = new CountDownLatch(1);
    recorder.atEnd =
        () -> {
          recorder.atEnd = () -> {};
          ring.execute(done::countDown);
          throw new IllegalStateException("meant to fail");
        };
    assertTrue(tryPublish(1));
    awaitLatch(done);
  }

  @Test
  void endsEveryBatch() throws InterruptedException {
    assertTrue(tryPublish(1));
    assertEquals(1, recorder.consumed.take());
    ring.close();
    assertNotEquals(0, recorder.ends.get());
  }

  @Test
  void closingConsumesWhatWasPublished() throws InterruptedException {
    fill();
    AtomicInteger tasks = new AtomicInteger();
    recorder.goOn.countDown();
    ring.execute(() -> {
      tasks.incrementAndGet();
      ring.execute(tasks::incrementAndGet);
    });
    ring.close();
    ring.close();
    assertEquals(SLOTS - 1, recorder.consumed.size());
    assertEquals(2, tasks.get());
  }

  @Test
  void noEventIsLeftToAThreadThatIsAboutToPark() throws Exception {
    for (int value = 1; value <= 3_000; value++) {
      assertTrue(tryPublish(value));
      assertEquals(value, recorder.consumed.poll(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void noTaskIsLeftToAThreadThatIsAboutToPark() throws Exception {
    for (int task = 0; task < 3_000; task++) {
      CountDownLatch run = new CountDownLatch(1);
      ring.execute(run::countDown);
      awaitLatch(run);
    }
    assertEquals(0, ring.occupancy());
  }
}
