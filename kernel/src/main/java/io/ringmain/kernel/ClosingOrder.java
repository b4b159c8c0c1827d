package io.ringmain.kernel;

import static java.lang.System.Logger.Level.WARNING;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What is to be closed when a broker stops: one part after the other, the last opened first.
 *
 * <p>Parts are added by whichever thread starts the broker, and closed by the one that stops it;
 * those that need time to close go on elsewhere, and nobody waits for them.
 */
final class ClosingOrder {
  private static final System.Logger LOG = System.getLogger(ClosingOrder.class.getName());

  private final Executor background;
  private final Deque<Supplier<CompletionStage<?>>> closers = new ArrayDeque<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  /**
   * @param background goes on after a part that needed time
   */
  ClosingOrder(Executor background) {
    this.background = background;
  }

  /** A part was opened, which is closed when {@code closer} returns. */
  void add(Runnable closer) {
    addAsync(() -> {
      closer.run();
      return CompletableFuture.completedFuture(null);
    });
  }

  /** A part was opened, which is closed when what {@code closer} returns is complete. */
  void addAsync(Supplier<CompletionStage<?>> closer) {
    closers.push(closer);
  }

  /** Closes everything, once; completes when all is closed, also when a part has failed to. */
  CompletionStage<Void> close() {
    closeRest();
    return closed;
  }

  private void closeRest() {
    while (!closers.isEmpty()) {
      CompletableFuture<?> part = closeNext().toCompletableFuture();
      if (!part.isDone()) {
        CompletableFuture<?> _ = part.whenCompleteAsync((_, _) -> closeRest(), background);
        return;
      }
    }
    closed.complete(null);
  }

  private CompletionStage<?> closeNext() {
    try {
      return closers.pop().get().whenComplete((_, failure) -> logUnclean(failure));
    } catch (RuntimeException failure) {
      logUnclean(failure);
      return CompletableFuture.completedFuture(null);
    }
  }

  private static void logUnclean(Throwable failure) {
    if (failure != null) {
      LOG.log(WARNING, "a part of the broker did not close cleanly", failure);
    }
  }
}
