package io.ringmain.spi.coordination;

/**
 * Where a session stands.
 *
 * <pre>
 *   Connected ⇄ Disconnected ──▶ Expired ──▶ Connected (another session id)
 * </pre>
 */
public sealed interface SessionState {

  /**
   * The store answers.
   *
   * @param sessionId the same as before when the session has survived a lost connection, else
   *     different from that of every session before it
   */
  record Connected(long sessionId) implements SessionState {}

  /** The store is out of reach; the session may still be alive there. */
  record Disconnected() implements SessionState {}

  /**
   * The store has ended the session: its ephemeral entries are gone. The provider tries to
   * establish another by itself.
   */
  record Expired() implements SessionState {}
}
