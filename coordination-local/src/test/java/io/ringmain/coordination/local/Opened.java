package io.ringmain.coordination.local;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How the tests open a coordination and wait for its answers, never for ever. */
final class Opened {
  private static final int SESSION_TIMEOUT_MS = 4_000;
  private static final int OPEN_TIMEOUT_MS = 30_000;
  private static final long ANSWER_TIMEOUT_S = 30;

  private Opened() {}

  static CoordinationContext context(String connect, Path folder) {
    PluginSettings settings = new PluginSettings("coordination.local.", List.of(), Map.of());
    return new CoordinationContext(settings, connect, folder, SESSION_TIMEOUT_MS, OPEN_TIMEOUT_MS);
  }

  static Coordination in(Path folder) {
    return new LocalCoordinationProvider().open(context("", folder));
  }

  /** Waits for the answer; throws what it failed with. */
  static <T> T answer(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      throw new CompletionException(failed.getCause());
    } catch (InterruptedException | TimeoutException none) {
      throw new AssertionError("no answer", none);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
