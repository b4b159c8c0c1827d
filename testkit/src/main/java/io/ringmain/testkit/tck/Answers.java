package io.ringmain.testkit.tck;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a plugin promises to complete, never for ever. */
public final class Answers {
  /** System property: how many milliseconds a test waits for what must come. */
  public static final String PATIENCE = "io.ringmain.testkit.patience.ms";

  private static final int DEFAULT_PATIENCE_MS = 30_000;

  private Answers() {}

  /** How long a test waits for what must come. */
  public static int patienceMs() {
    return Integer.getInteger(PATIENCE, DEFAULT_PATIENCE_MS);
  }

  /** Waits, and throws what the stage failed with. */
  public static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(patienceMs(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError("completed with what is no RuntimeException", failed.getCause());
    } catch (TimeoutException late) {
      throw new OutOfPatience("not complete after " + patienceMs() + " ms");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }
}
