package io.ringmain.spi.transport;

/** A bound port. */
public interface BoundListener extends AutoCloseable {

  /** The port, as bound: never 0. */
  int port();

  /** Starts to accept connections; connections that came earlier wait in the system's backlog. */
  void accept(Transport.Acceptor acceptor);

  /**
   * Changes how many connections are accepted at a time. T15. Holds for connections that come once
   * it has returned, before {@link #accept} as well as after. Those already accepted live on, even
   * where they are more than allowed now, and count. A host name that has no address is passed over
   * with a line in the log. May wait for addresses to be looked up; called by one thread at a time.
   *
   * @return false if this transport cannot: what it was bound with goes on to hold
   */
  default boolean limit(ConnectionLimits limits) {
    return false;
  }

  /** Stops accepting and gives the port back. Connections already accepted live on. Idempotent. */
  @Override
  void close();
}
