package io.ringmain.spi.transport;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** Listens and connects. All methods may be called from any thread. */
public interface Transport extends AutoCloseable {

  /**
   * Binds a listener. T2. On return the port is bound, so that a port in use is known before
   * anything else is started, but connections are accepted only after {@link BoundListener#accept}.
   *
   * @throws IOException if the address cannot be bound; the message names it
   */
  BoundListener bind(ListenerConfig config) throws IOException;

  /**
   * Connects to a listener of a peer.
   *
   * @param tls how to authenticate and encrypt, or {@link TlsConfig#NONE}
   * @param acceptor gives the handler of the new connection
   */
  CompletionStage<Connection> connect(String host, int port, TlsConfig tls, Acceptor acceptor);

  /**
   * Changes how many threads serve connections. T16. Connections that come once it has returned are
   * spread over so many threads. Those there are live on; a thread that is one too many ends when
   * it has none left to serve. Called by one thread at a time.
   *
   * @param threads at least 1
   * @return false if this transport cannot: it keeps the threads that it was opened with
   */
  default boolean resize(int threads) {
    return false;
  }

  /**
   * Closes every listener and connection; not called on a connection's thread. T3. Idempotent;
   * afterwards every handler has been told {@code onClosed}, and no thread, socket or memory of
   * this transport is left, save frames not yet released.
   */
  @Override
  void close();

  /** Gives each new connection its handler. Called on the connection's thread. */
  @FunctionalInterface
  interface Acceptor {
    FrameHandler accept(Connection connection);
  }
}
