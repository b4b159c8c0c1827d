package io.ringmain.testkit.simulation;

import io.ringmain.kernel.env.Timer;
import java.util.Arrays;

/**
 * What is to be done at a time, first come first served among what is at the same: a heap in which
 * each task knows its place, so that what is called off goes at once. Most is: whoever asks
 * something has a timeout, and most get an answer.
 */
final class DueTasks {
  private Due[] heap = new Due[64];
  private int size;
  private long made;

  DueTasks() {}

  /** Something to do at a time. */
  final class Due implements Timer.Timeout {
    private final long atNs;
    private final long order;
    private final SimulatedScheduler.TaskQueue queue;
    private final Runnable task;

    /** Index in the heap, or −1 once it has been taken or called off. */
    private int place;

    private Due(long atNs, long order, SimulatedScheduler.TaskQueue queue, Runnable task) {
      this.atNs = atNs;
      this.order = order;
      this.queue = queue;
      this.task = task;
    }

    long atNs() {
      return atNs;
    }

    /** Does it, or has it done by the thread that it is for. */
    void run() {
      if (queue == null) {
        task.run();
      } else {
        queue.add(task);
      }
    }

    @Override
    public boolean cancel() {
      if (place < 0) {
        return false;
      }
      remove(this);
      return true;
    }

    private boolean isBefore(Due other) {
      return atNs < other.atNs || (atNs == other.atNs && order < other.order);
    }
  }

  /**
   * Adds a task.
   *
   * @param queue who is to run it; null for nobody in particular
   */
  Due add(long atNs, SimulatedScheduler.TaskQueue queue, Runnable task) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    Due due = new Due(atNs, made++, queue, task);
    rise(size++, due);
    return due;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** When the next is due; there must be one. */
  long nextNs() {
    return heap[0].atNs;
  }

  /** Takes the next; there must be one. */
  Due take() {
    Due first = heap[0];
    remove(first);
    return first;
  }

  private void remove(Due due) {
    int hole = due.place;
    due.place = -1;
    Due last = heap[--size];
    heap[size] = null;
    if (last == due) {
      return;
    }
    if (hole > 0 && last.isBefore(heap[(hole - 1) >>> 1])) {
      rise(hole, last);
    } else {
      sink(hole, last);
    }
  }

  private void rise(int from, Due due) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      if (!due.isBefore(heap[parent])) {
        break;
      }
      put(place, heap[parent]);
      place = parent;
    }
    put(place, due);
  }

  private void sink(int from, Due due) {
    int place = from;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(due)) {
        break;
      }
      put(place, heap[child]);
      place = child;
    }
    put(place, due);
  }

  private void put(int place, Due due) {
    heap[place] = due;
    due.place = place;
  }
}
