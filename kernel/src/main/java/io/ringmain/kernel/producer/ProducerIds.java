package io.ringmain.kernel.producer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Gives out producer ids, none twice in the life of the cluster: each broker takes them from blocks
 * of its own, and asks the controller for the next block when one is used up. Any thread.
 */
public final class ProducerIds {
  private final Supplier<CompletionStage<Block>> nextBlock;
  private final Queue<CompletableFuture<Long>> waiting = new ArrayDeque<>();
  private Block current = new Block(0, 0);
  private boolean asking;

  /**
   * @param nextBlock asks the controller
   */
  public ProducerIds(Supplier<CompletionStage<Block>> nextBlock) {
    this.nextBlock = nextBlock;
  }

  /**
   * A run of ids.
   *
   * @param next the first not yet given out
   * @param end exclusive
   */
  public record Block(long next, long end) {
    boolean isEmpty() {
      return next >= end;
    }
  }

  /** The next id; completes exceptionally when the controller cannot be asked now. */
  public CompletionStage<Long> next() {
    CompletableFuture<Long> id = new CompletableFuture<>();
    boolean ask;
    synchronized (this) {
      if (!current.isEmpty()) {
        return CompletableFuture.completedFuture(take());
      }
      waiting.add(id);
      ask = !asking;
      asking = true;
    }
    if (ask) {
      ask();
    }
    return id;
  }

  private void ask() {
    CompletionStage<Block> answer;
    try {
      answer = nextBlock.get();
    } catch (RuntimeException failure) {
      answer = CompletableFuture.failedFuture(failure);
    }
    CompletionStage<Block> _ = answer.whenComplete(this::onBlock);
  }

  private long take() {
    long id = current.next;
    current = new Block(id + 1, current.end);
    return id;
  }

  private void onBlock(Block block, Throwable failure) {
    Queue<Runnable> answers = new ArrayDeque<>();
    boolean askAgain;
    synchronized (this) {
      if (failure == null) {
        current = block;
      }
      while (!waiting.isEmpty() && (failure != null || !current.isEmpty())) {
        CompletableFuture<Long> id = waiting.poll();
        if (failure != null) {
          answers.add(() -> id.completeExceptionally(failure));
        } else {
          long given = take();
          answers.add(() -> id.complete(given));
        }
      }
      askAgain = !waiting.isEmpty();
      asking = askAgain;
    }
    answers.forEach(Runnable::run);
    if (askAgain) {
      ask();
    }
  }
}
