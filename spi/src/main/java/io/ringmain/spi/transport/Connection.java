package io.ringmain.spi.transport;

import java.security.Principal;
import java.util.List;
import java.util.Optional;

/**
 * One connection to a peer.
 *
 * <p>T4. A connection belongs to one thread for its whole life; its handler is called on that
 * thread alone. Methods marked <em>own thread</em> may be called there only, inside a handler's
 * callback; the others from any thread. After the connection has closed all of them do nothing
 * (parts given to {@link #send} are closed).
 */
public interface Connection {

  /** Unique within the transport, increasing. */
  long id();

  /** The peer's address as text, such as {@code 127.0.0.1:49152}, for logs and quotas. */
  String peer();

  /** The name of the listener that accepted it; empty for connections that we made. */
  String listener();

  /** Who the peer proved to be, by TLS; empty when it did not. */
  Optional<Principal> peerPrincipal();

  /**
   * Sends one frame: the parts one after the other, at least one byte in all, preceded by their
   * total length. <em>Own thread.</em>
   *
   * <p>T5. Frames arrive whole and in the order of these calls. The bytes of {@link
   * FramePart.Buffer} parts are taken before the call returns, so the buffers are the caller's
   * again. {@link FramePart.Slice} parts belong to the transport, which closes each once it is sent
   * or can no longer be. What is sent within one callback leaves, as far as the peer reads, soon
   * after that callback has returned, together.
   */
  void send(List<FramePart> parts);

  /**
   * Bytes accepted by {@link #send} and not yet taken by the operating system, to the exactness of
   * a slice or 128 KiB. <em>Own thread.</em>
   */
  long unsentBytes();

  /**
   * Stops reading. <em>Own thread.</em> T6. After it returns no frame is handed over until {@link
   * #resumeReading()}, not even one already received.
   */
  void pauseReading();

  /**
   * Reads on. <em>Own thread.</em> Frames may follow only after the current callback has returned.
   */
  void resumeReading();

  /**
   * Asks for one {@link FrameHandler#onWake} on the connection's thread. T7. Calls are merged: at
   * least one callback begins after the latest call.
   */
  void wake();

  /** Closes, dropping what is unsent. {@link FrameHandler#onClosed} follows. */
  void close();

  /**
   * Closes as soon as everything sent so far has left. <em>Own thread.</em> T13. Nothing of it is
   * lost on this side. Reads no more.
   */
  void closeAfterSend();
}
