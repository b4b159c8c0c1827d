package io.ringmain.kernel.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for data in a partition hears of it. */
class DataWaitersTest {

  /** Wants so many bytes. */
  private static final class Recorded implements DataWaiter {
    private final List<Integer> data = new ArrayList<>();
    private int missing;
    private boolean unavailable;

    private Recorded(int missing) {
      this.missing = missing;
    }

    @Override
    public boolean onData(int bytes) {
      data.add(bytes);
      missing -= bytes;
      return isDone();
    }

    @Override
    public void onUnavailable() {
      unavailable = true;
    }

    @Override
    public boolean isDone() {
      return missing <= 0;
    }
  }

  @Test
  void hearsOfDataAboveWhatItHasRead() {
    PartitionFixture fixture = new PartitionFixture();
    fixture.produce(Batches.plain(1));
    Recorded waiter = new Recorded(1);
    fixture.partition.reads().await(waiter, 1);
    assertTrue(waiter.data.isEmpty());
    int sizeBytes = Batches.plain(1).remaining();
    fixture.produce(Batches.plain(1));
    assertEquals(List.of(sizeBytes), waiter.data);
    fixture.produce(Batches.plain(1));
    assertEquals(1, waiter.data.size(), "it is told once only");
  }

  @Test
  void hearsAtOnceOfDataThatCameMeanwhile() {
    PartitionFixture fixture = new PartitionFixture();
    fixture.produce(Batches.plain(1));
    Recorded waiter = new Recorded(50_000);
    fixture.partition.reads().await(waiter, 0);
    assertTrue(waiter.isDone(), "how much came is unknown, so it looks itself");
  }

  @Test
  void waitsUntilThereIsEnough() {
    PartitionFixture fixture = new PartitionFixture();
    Recorded waiter = new Recorded(Batches.plain(1).remaining() * 2);
    fixture.partition.reads().await(waiter, 0);
    fixture.produce(Batches.plain(1));
    assertFalse(waiter.isDone());
    fixture.produce(Batches.plain(1));
    assertTrue(waiter.isDone());
  }

  @Test
  void hearsOfDataThatBecomesDurableAfterOtherData() {
    PartitionFixture durable = PartitionFixture.durable();
    durable.append(Batches.plain(1), PartitionFixture.ALL);
    durable.append(Batches.plain(1), PartitionFixture.ALL);
    durable.endOfBatch();
    durable.log.completeFlushes(1);
    durable.turnRing();
    Recorded waiter = new Recorded(1);
    durable.partition.reads().await(waiter, 1);
    durable.log.completeFlushes(2);
    durable.turnRing();
    assertTrue(waiter.isDone());
  }

  @Test
  void hearsThatThePartitionIsLedElsewhere() {
    PartitionFixture fixture = new PartitionFixture();
    Recorded waiter = new Recorded(1);
    fixture.partition.reads().await(waiter, 0);
    fixture.partition.resign(fixture.wakes);
    assertTrue(waiter.unavailable);
    Recorded ofFollower = new Recorded(1);
    fixture.partition.reads().awaitAsFollower(ofFollower, 0, 0);
    assertTrue(ofFollower.unavailable);
    fixture.partition.close();
    Recorded late = new Recorded(1);
    fixture.partition.reads().await(late, 0);
    assertTrue(late.unavailable);
  }

  @Test
  void hearsThatTheLogStartHasMoved() {
    PartitionFixture fixture = new PartitionFixture();
    fixture.produce(Batches.at(1, 1));
    Recorded waiter = new Recorded(1);
    fixture.partition.reads().await(waiter, 1);
    fixture.partition.upkeep().retain(Long.MAX_VALUE / 2, Long.MAX_VALUE / 4);
    assertEquals(1, fixture.partition.logStartOffset());
    assertTrue(waiter.unavailable);
  }

  @Test
  void forgetsThoseAnsweredElsewhere() {
    DataWaiters waiters = new DataWaiters();
    List<Recorded> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Recorded waiter = new Recorded(1);
      waiter.missing = 0;
      all.add(waiter);
      waiters.add(waiter);
    }
    waiters.tellUnavailable();
    assertTrue(all.stream().filter(w -> w.unavailable).count() <= 32);
  }
}
