package io.ringmain.spi.transport;

/** A bound port. */
public interface BoundListener extends AutoCloseable {

  /** The port, as bound: never 0. */
  int port();

  /** Starts to accept connections; connections that came earlier wait in the system's backlog. */
  void accept(Transport.Acceptor acceptor);

  /** Stops accepting and gives the port back. Connections already accepted live on. Idempotent. */
  @Override
  void close();
}
