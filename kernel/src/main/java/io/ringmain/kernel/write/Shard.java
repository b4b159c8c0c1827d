package io.ringmain.kernel.write;

import static java.lang.System.Logger.Level.ERROR;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Ring;
import io.ringmain.kernel.env.RingConsumer;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metrics.BrokerMetrics;
import io.ringmain.kernel.metrics.Metric;
import io.ringmain.kernel.partition.AppendCompletion;
import io.ringmain.kernel.partition.AppendOutcome;
import io.ringmain.kernel.partition.Partition;
import io.ringmain.kernel.partition.Wakeable;
import io.ringmain.kernel.partition.Wakes;
import io.ringmain.protocol.ErrorCode;
import io.ringmain.protocol.record.RecordBatchView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * One ring, its thread, and the partitions that belong to it: steps 3 to 7 of the write path.
 *
 * <pre>
 *   onEvent        4 append           for every record batch
 *   onEndOfBatch   5 publish    ┐
 *                  6 replicate  ├     once for every partition touched: the group commit
 *                  7 acknowledge┘     and one wake-up for every connection
 * </pre>
 *
 * <p>Hot path: nothing is allocated from step 3 to step 7.
 */
public final class Shard implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Shard.class.getName());

  /** How often appends that wait for replicas are looked at for their deadline. */
  private static final long EXPIRY_CHECK_MS = 100;

  private final Environment environment;
  private final BrokerMetrics metrics;
  private final Ring<AppendEvent> ring;
  private final Queue<Wakeable> waitingForRoom = new ConcurrentLinkedQueue<>();

  // What follows belongs to the ring thread.
  private final RecordBatchView view = new RecordBatchView();
  private final AppendOutcome outcome = new AppendOutcome();
  private final Wakes wakes = new Wakes();
  private final List<Wakeable> wokenForRoom = new ArrayList<>();
  private List<Partition> touched = new ArrayList<>();
  private List<Partition> ending = new ArrayList<>();
  private final Set<Partition> expiring = new LinkedHashSet<>();
  private boolean expiryScheduled;

  /**
   * @param name of the ring and its thread
   * @param slots how many record batches may wait, a power of two
   */
  public Shard(String name, int slots, Environment environment, BrokerMetrics metrics) {
    this.environment = environment;
    this.metrics = metrics;
    this.ring = environment.rings().create(name, slots, AppendEvent::new, new WritePath());
    metrics.gauge(Metric.RING_OCCUPANCY, name, ring::occupancy);
  }

  /**
   * Step 3 of the write path: hands one record batch over to the ring. Any thread; never waits.
   *
   * @param partition one that belongs to this shard
   * @param batch one record batch, checked; its bytes stay valid until the completion
   * @param acks 0, 1 or −1 for all
   * @param deadlineNs by the monotonic clock; when acks are still missing then, the append times
   *     out
   * @return false when the ring is full: nothing was handed over; {@link #whenThereIsRoom} tells
   *     when to try again
   */
  public boolean tryAppend(
      Partition partition,
      ByteBuffer batch,
      short acks,
      long deadlineNs,
      AppendCompletion completion,
      int index) {
    long ringSequence = ring.tryClaim();
    if (ringSequence == Ring.FULL) {
      return false;
    }
    AppendEvent event = ring.eventAt(ringSequence);
    event.partition = partition;
    event.batch = batch;
    event.acks = acks;
    event.deadlineNs = deadlineNs;
    event.completion = completion;
    event.index = index;
    ring.publish(ringSequence);
    return true;
  }

  /** Wakes {@code waiter} once, after the ring has been found full. Any thread. */
  public void whenThereIsRoom(Wakeable waiter) {
    waitingForRoom.add(waiter);
    // The ring may have emptied in between; a task makes sure that somebody looks.
    ring.execute(() -> {});
  }

  /** Runs a task on the ring thread. Any thread; see {@link Ring#execute} for who may. */
  public void execute(Runnable task) {
    ring.execute(task);
  }

  /** Runs a task on the ring thread, with those to wake at the end of the batch. */
  public void execute(Consumer<Wakes> task) {
    ring.execute(() -> task.accept(wakes));
  }

  /**
   * Appends from the ring thread itself, as a coordinator does: step 4 without step 3. The steps
   * after it follow at the end of the batch.
   */
  public void appendNow(
      Partition partition,
      ByteBuffer batch,
      short acks,
      long deadlineNs,
      AppendCompletion completion,
      int index) {
    view.wrap(batch, batch.position());
    partition.appends().append(batch, view, acks, deadlineNs, completion, index, outcome, wakes);
    touch(partition);
  }

  /**
   * Waits from the ring thread itself, as a coordinator does, until all that is in a log is
   * committed.
   *
   * @param completion told as if it had appended the last record with acks=all
   */
  public void awaitCommit(
      Partition partition, long deadlineNs, AppendCompletion completion, int index) {
    partition.appends().awaitCommit(deadlineNs, completion, index, outcome, wakes);
    touch(partition);
  }

  /** Consumes what was handed over, then stops the thread. */
  @Override
  public void close() {
    ring.close();
  }

  /**
   * Has steps 5 to 7 done for a partition at the end of this run of tasks, as if it had been
   * written to: what a restart has found unflushed is flushed then. Ring thread.
   */
  public void publish(Partition partition) {
    touch(partition);
  }

  private void touch(Partition partition) {
    if (partition.touch()) {
      touched.add(partition);
    }
  }

  private void expireWaitingAppends() {
    expiryScheduled = false;
    long nowNs = environment.clock().monotonicNs();
    for (Partition partition : expiring) {
      partition.appends().expire(nowNs, wakes);
    }
    expiring.removeIf(partition -> !partition.appends().areWaiting());
    scheduleExpiry();
  }

  private void scheduleExpiry() {
    if (!expiryScheduled && !expiring.isEmpty()) {
      expiryScheduled = true;
      Timer.Timeout _ =
          environment
              .timer()
              .schedule(EXPIRY_CHECK_MS, () -> ring.execute(this::expireWaitingAppends));
    }
  }

  /** Steps 4 to 7, in one place. Runs on the ring thread. */
  private final class WritePath implements RingConsumer<AppendEvent> {

    @Override
    public void onEvent(AppendEvent event) {
      Partition partition = event.partition;
      try {
        view.wrap(event.batch, event.batch.position());
        partition
            .appends()
            .append(
                event.batch,
                view,
                event.acks,
                event.deadlineNs,
                event.completion,
                event.index,
                outcome,
                wakes);
        touch(partition);
      } catch (RuntimeException failure) {
        LOG.log(ERROR, "append to " + partition.id() + " failed", failure);
        outcome.refused(ErrorCode.UNKNOWN_SERVER_ERROR, "the append failed in the broker");
        event.completion.onAppended(event.index, outcome, wakes);
      } finally {
        event.clear();
      }
    }

    /** An acknowledgement may lead to another append, by a coordinator: hence the loop. */
    @Override
    public void onEndOfBatch() {
      while (!touched.isEmpty()) {
        List<Partition> batch = touched;
        touched = ending;
        ending = batch;
        metrics.add(Metric.RING_BATCHES, 1);
        publish(batch);
        replicate(batch);
        acknowledge(batch);
        batch.clear();
      }
      wakes.wakeAll();
      wakeThoseWaitingForRoom();
    }

    private void publish(List<Partition> batch) {
      for (int i = 0; i < batch.size(); i++) {
        Partition partition = batch.get(i);
        try {
          partition.publish(() -> ring.execute(() -> touch(partition)));
          timeFlush(partition);
        } catch (RuntimeException failure) {
          logFailure("flush", partition, failure);
        }
      }
    }

    private void timeFlush(Partition partition) {
      long delayMs = partition.claimTimedFlush();
      if (delayMs != Partition.NO_FLUSH) {
        Timer.Timeout _ =
            environment
                .timer()
                .schedule(delayMs, () -> ring.execute(() -> partition.flushInTime()));
      }
    }

    private void replicate(List<Partition> batch) {
      for (int i = 0; i < batch.size(); i++) {
        try {
          batch.get(i).advanceHighWatermark();
        } catch (RuntimeException failure) {
          logFailure("new high watermark", batch.get(i), failure);
        }
      }
    }

    private void acknowledge(List<Partition> batch) {
      for (int i = 0; i < batch.size(); i++) {
        Partition partition = batch.get(i);
        try {
          partition.appends().acknowledge(outcome, wakes);
        } catch (RuntimeException failure) {
          logFailure("acknowledgement", partition, failure);
        }
        if (partition.appends().areWaiting() && expiring.add(partition)) {
          scheduleExpiry();
        }
      }
    }

    /** What fails for one partition must not keep the others from their answers. */
    private void logFailure(String what, Partition partition, RuntimeException failure) {
      LOG.log(ERROR, "a " + what + " of " + partition.id() + " failed", failure);
    }

    /** Each once: who finds the ring full again is told after the next batch, not in this loop. */
    private void wakeThoseWaitingForRoom() {
      for (Wakeable w = waitingForRoom.poll(); w != null; w = waitingForRoom.poll()) {
        wokenForRoom.add(w);
      }
      for (int i = 0; i < wokenForRoom.size(); i++) {
        wokenForRoom.get(i).wake();
      }
      wokenForRoom.clear();
    }
  }
}
