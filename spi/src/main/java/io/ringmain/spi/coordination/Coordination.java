package io.ringmain.spi.coordination;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A session with the coordination store.
 *
 * <p>C10. Paths are absolute, {@code /}-separated, without a trailing slash; any other is refused
 * at once with {@link IllegalArgumentException}. Methods other than {@link #close} may be called
 * from any thread and never block.
 *
 * <p>C2. All completions, watches and session events arrive one at a time on one thread of the
 * provider, in the order in which the store decided them: whoever is told of a change and then
 * reads sees at least that change. Whoever is called must not block that thread; what it throws is
 * logged and harms nobody else. (What is attached to a stage that has completed already runs where
 * it is attached, as with any {@link CompletionStage}.) C3. Reads of one session never go back in
 * time, and see the session's own commits.
 *
 * <p>A read under which the connection is lost completes with {@link CoordinationException} and may
 * be repeated.
 */
public interface Coordination extends AutoCloseable {

  /** The value at a path with its version; empty when there is none. */
  CompletionStage<Optional<Entry>> read(String path);

  /** Names of the children (last path element), sorted; empty when the path does not exist. */
  CompletionStage<Optional<List<String>>> children(String path);

  /**
   * Carries all operations out, or none.
   *
   * <p>C4. Atomic and totally ordered among all sessions. C5. Completes exceptionally with {@link
   * CommitRefusedException} when an operation's condition did not hold: nothing was changed. C6.
   * With {@link UnknownOutcomeException} when the connection was lost meanwhile: the commit may or
   * may not have happened, and the caller finds out by reading. C7. Ephemeral entries vanish when
   * the session that created them ends, and not before.
   *
   * <p>C11. A value of more than {@link Operation#MAX_VALUE_BYTES}, or a commit of more than {@link
   * Operation#MAX_COMMIT_BYTES}, is refused with {@link CoordinationException}; smaller ones are
   * carried. Values are copied.
   *
   * @return the new versions of what was created or set, one for each operation, −1 for others
   *     (C12)
   */
  CompletionStage<List<Long>> commit(List<Operation> operations);

  /**
   * Watches one path: its coming, its going, its value and the list of its children, until the
   * subscription is closed.
   *
   * <p>C8. After the returned stage has completed, each change is followed by at least one call.
   * Calls may be merged, late or superfluous, never missing: after a connection was lost and is
   * back, or a new session is established, there is one call in any case. They carry no data;
   * whoever is told reads again.
   */
  CompletionStage<Subscription> watch(String path, Runnable onChange);

  /** The state of the session as last known. */
  SessionState session();

  /** Hears of changes of {@link #session()}. C13. The current state is told first. */
  void onSession(SessionListener listener);

  /**
   * Ends the session: its ephemeral entries vanish at once. C9. Idempotent; afterwards no thread or
   * socket is left, whatever was under way has been completed (a commit perhaps with {@link
   * UnknownOutcomeException}), and calls complete with {@link CoordinationException}. Waits for
   * that; when called on the provider's own thread, that thread ends when the callback returns.
   */
  @Override
  void close();

  /** A watch that can be given up. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** Hears of the session. */
  @FunctionalInterface
  interface SessionListener {
    void onSession(SessionState state);
  }
}
