package io.ringmain.spi.coordination;

/**
 * One server of the service that brokers coordinate through, running in this process, which does
 * nothing else. Made by {@link CoordinationProvider#startServer}; used by any thread.
 */
public interface CoordinationServer extends AutoCloseable {

  /** Where clients reach it, as {@code host:port}. */
  String address();

  /**
   * Waits until it serves, which for one of several may need others.
   *
   * @return whether it serves; if not, it has stopped
   */
  boolean awaitServing() throws InterruptedException;

  /**
   * Waits until it has stopped.
   *
   * @return whether it was told to; if not, it failed
   */
  boolean awaitStop() throws InterruptedException;

  /** Stops it. Idempotent. */
  @Override
  void close();
}
