package io.ringmain.distribution.architecture.broken.chance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Breaks nothing: the thread is the caller's choice. */
final class TakesWhatItIsGiven {
  private TakesWhatItIsGiven() {}

  static CompletableFuture<String> async(Executor executor) {
    return CompletableFuture.supplyAsync(() -> "", executor)
        .thenApplyAsync(text -> text + text, executor);
  }
}
