package io.ringmain.kernel.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringmain.kernel.config.BrokerConfig;
import io.ringmain.kernel.config.TopicConfig;
import io.ringmain.kernel.env.system.SystemEnvironment;
import io.ringmain.kernel.env.system.WaitPolicy;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.partition.AloneReplica;
import io.ringmain.kernel.partition.AppendCompletion;
import io.ringmain.kernel.partition.Batches;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.StubLog;
import io.ringmain.kernel.partition.Wakeable;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps 3 to 7 of the write path on a ring of its own thread. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ShardTest {
  private static final int SLOTS = 4;
  private static final short ALL = -1;

  private record Answer(int index, ErrorCode error, long baseOffset) {}

  private final SystemEnvironment system = new SystemEnvironment(WaitPolicy.BLOCKING);
  private final BrokerMetrics metrics = new BrokerMetrics();
  private final Shard shard = new Shard("shard", SLOTS, system.environment(), metrics);
  private final StubLog log = new StubLog("topic", 0);
  private final Partition partition = lead(log, false);
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final AppendCompletion completion =
      (index, outcome, _) -> answers.add(new Answer(index, outcome.error(), outcome.baseOffset()));

  @AfterEach
  void close() {
    shard.close();
    system.close();
  }

  private Partition lead(StubLog onLog, boolean flushBeforeAcknowledge) {
    TopicConfig config = new TopicConfig(Map.of(), BrokerConfig.parse(Map.of()));
    Partition led =
        new Partition(onLog, config, flushBeforeAcknowledge, AloneReplica.setting(1), _ -> {});
    CompletableFuture<Void> leading = new CompletableFuture<>();
    shard.execute(() -> {
      led.becomeLeader(AloneReplica.leads(1));
      leading.complete(null);
    });
    leading.join();
    return led;
  }

  private boolean tryAppend(Partition to, AppendCompletion told, int index) {
    return shard.tryAppend(to, Batches.plain(1), ALL, Long.MAX_VALUE / 2, told, index);
  }

  /** Keeps the ring's thread in a task until the latch is open. */
  private CountDownLatch block() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    shard.execute(() -> {
      entered.countDown();
      try {
        assertTrue(goOn.await(30, TimeUnit.SECONDS));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    });
    entered.await();
    return goOn;
  }

  @Test
  void keepsTheOrderOfAppends() throws InterruptedException {
    for (int i = 0; i < 2_000; i++) {
      while (!tryAppend(partition, completion, i)) {
        Thread.onSpinWait();
      }
    }
    for (int i = 0; i < 2_000; i++) {
      assertEquals(new Answer(i, ErrorCode.NONE, i), answers.take());
    }
  }

  @Test
  void refusesWhenFullAndTellsWhenThereIsRoom() throws InterruptedException {
    CountDownLatch goOn = block();
    int accepted = 0;
    while (tryAppend(partition, completion, accepted)) {
      accepted++;
    }
    // The poke of a task that was met by the batch before it may still hold a slot.
    assertTrue(accepted == SLOTS || accepted == SLOTS - 1, accepted + " of " + SLOTS);
    int next = accepted;
    shard.whenThereIsRoom(
        new Wakeable() {
          @Override
          public void wake() {
            if (!tryAppend(partition, completion, next)) {
              shard.whenThereIsRoom(this);
            }
          }
        });
    goOn.countDown();
    for (int i = 0; i <= next; i++) {
      assertEquals(new Answer(i, ErrorCode.NONE, i), answers.take());
    }
  }

  @Test
  void tellsThoseWhoWaitForRoomAgainAndAgain() throws InterruptedException {
    AtomicInteger wakes = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(1);
    shard.whenThereIsRoom(
        new Wakeable() {
          @Override
          public void wake() {
            if (wakes.incrementAndGet() == 50) {
              enough.countDown();
            } else if (enough.getCount() > 0) {
              shard.whenThereIsRoom(this);
            }
          }
        });
    assertTrue(tryAppend(partition, completion, 7));
    assertEquals(7, answers.take().index());
    assertTrue(enough.await(30, TimeUnit.SECONDS));
  }

  @Test
  void wakesAConnectionOnceForManyAnswers() throws InterruptedException {
    AtomicInteger wakes = new AtomicInteger();
    CountDownLatch woken = new CountDownLatch(1);
    Wakeable connection =
        () -> {
          wakes.incrementAndGet();
          woken.countDown();
        };
    CountDownLatch goOn = block();
    for (int i = 0; i < SLOTS; i++) {
      assertTrue(tryAppend(partition, (_, _, wake) -> wake.add(connection), i));
    }
    goOn.countDown();
    woken.await();
    shard.close();
    assertEquals(1, wakes.get());
  }

  @Test
  void answersAnAppendThatFailsAndGoesOn() throws InterruptedException {
    log.failAppends(new IllegalArgumentException("meant to fail"));
    assertTrue(tryAppend(partition, completion, 0));
    assertEquals(new Answer(0, ErrorCode.UNKNOWN_SERVER_ERROR, -1), answers.take());
    log.failAppends(null);
    assertTrue(tryAppend(partition, completion, 1));
    assertEquals(new Answer(1, ErrorCode.NONE, 0), answers.take());
  }

  @Test
  void acknowledgesWhenTheFlushIsDone() throws InterruptedException {
    StubLog durableLog = new StubLog("durable", 0);
    Partition durable = lead(durableLog, true);
    assertTrue(tryAppend(durable, completion, 0));
    assertTrue(tryAppend(partition, completion, 1));
    assertEquals(1, answers.take().index(), "the ring does not wait for the disk");
    assertTrue(durableLog.flushesAsked() > 0);
    durableLog.completeFlushes(1);
    assertEquals(new Answer(0, ErrorCode.NONE, 0), answers.take());
  }

  @Test
  void aFailureOfOnePartitionLeavesTheOthersAlone() throws InterruptedException {
    StubLog brokenLog = new StubLog("broken", 0);
    Partition broken = lead(brokenLog, true);
    brokenLog.failFlushes(new IllegalStateException("meant to fail"));
    CountDownLatch goOn = block();
    assertTrue(tryAppend(broken, completion, 0));
    assertTrue(
        tryAppend(
            partition,
            (_, _, _) -> {
              throw new IllegalStateException("meant to fail");
            },
            1));
    goOn.countDown();
    Partition third = lead(new StubLog("third", 0), false);
    assertTrue(tryAppend(third, completion, 2));
    assertEquals(new Answer(2, ErrorCode.NONE, 0), answers.take());
    assertTrue(tryAppend(partition, completion, 3));
    assertEquals(new Answer(3, ErrorCode.NONE, 1), answers.take());
  }

  @Test
  void timesOutAppendsThatNobodyAcknowledges() throws InterruptedException {
    Partition durable = lead(new StubLog("durable", 0), true);
    long nowNs = system.environment().clock().monotonicNs();
    assertTrue(shard.tryAppend(durable, Batches.plain(1), ALL, nowNs, completion, 0));
    assertEquals(new Answer(0, ErrorCode.REQUEST_TIMED_OUT, -1), answers.take());
  }

  @Test
  void staysAliveWhileTheStorageIsFull() throws InterruptedException {
    log.failAppends(new StorageException(StorageException.Kind.FULL, "no room"));
    List<ErrorCode> errors = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      assertTrue(tryAppend(partition, completion, i));
      errors.add(answers.take().error());
    }
    assertEquals(3, errors.stream().filter(ErrorCode.KAFKA_STORAGE_ERROR::equals).count());
    log.failAppends(null);
    assertTrue(tryAppend(partition, completion, 9));
    assertEquals(new Answer(9, ErrorCode.NONE, 0), answers.take());
  }

  @Test
  void aBatchAppendedOnTheRingIsAcknowledgedAtTheEndOfTheBatch() throws InterruptedException {
    shard.execute(() -> {
      shard.appendNow(partition, Batches.plain(2), ALL, Long.MAX_VALUE / 2, completion, 5);
      assertTrue(answers.isEmpty());
    });
    assertEquals(new Answer(5, ErrorCode.NONE, 0), answers.take());
  }
}
