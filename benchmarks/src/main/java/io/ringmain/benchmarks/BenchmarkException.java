package io.ringmain.benchmarks;

import java.io.IOException;

/** A broker answered, but not with what the load needs. */
final class BenchmarkException extends IOException {
  private static final long serialVersionUID = 1L;

  BenchmarkException(String message) {
    super(message);
  }
}
