package io.ringmain.kernel.metadata;

import java.util.concurrent.CompletionException;

/** What really went wrong. */
public final class Failures {

  private Failures() {}

  /** The failure without the wrapping that composed stages put around it. */
  public static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
