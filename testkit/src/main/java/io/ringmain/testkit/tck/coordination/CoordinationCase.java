package io.ringmain.testkit.tck.coordination;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringmain.spi.PluginSettings;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationContext;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.CoordinationProvider;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.testkit.tck.Answers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/**
 * What the suite asks the author of a plugin for, and what its tests share: sessions that are
 * closed after each test, and a part of the store of its own for each.
 *
 * <p>Only {@link #provider} must be implemented, and {@link #connect} where sessions do not find
 * the same store by themselves. The other methods are capabilities: what a test needs and the
 * plugin cannot do is skipped, visibly.
 */
abstract class CoordinationCase {
  static final int SESSION_TIMEOUT_MS = 4_000;
  private static final int OPEN_TIMEOUT_MS = 30_000;
  private static final int HOPELESS_MS = 300;

  private final List<Coordination> opened = new ArrayList<>();
  private String root = "/tck-" + UUID.randomUUID();
  private boolean rooted;
  private boolean stopped;

  // What the author of a plugin tells.

  /** The plugin under test. */
  protected abstract CoordinationProvider provider();

  /** Capability: settings of the plugin that differ from its defaults, by their short names. */
  protected Map<String, String> settings() {
    return Map.of();
  }

  /** Capability: where the store is that all sessions of the suite share. */
  protected String connect() {
    return "";
  }

  /** Capability: the same for a store that nobody has. */
  protected Optional<String> connectNowhere() {
    return Optional.empty();
  }

  /** Capability: puts the store out of reach of every session. False where that cannot be done. */
  protected boolean stopStore() {
    return false;
  }

  /** Brings it back after {@link #stopStore}, with its data and with its sessions. */
  protected void startStore() {}

  /** Capability: has the store end a session that its owner has not closed. */
  protected boolean expire(Coordination session) {
    return false;
  }

  /** Capability: tells the threads of sessions from those of a store in the same process. */
  protected boolean isThreadOfSessions(Thread thread) {
    return true;
  }

  // What the tests are made of.

  private CoordinationContext context(String connect, int openTimeoutMs) {
    CoordinationProvider provider = provider();
    return new CoordinationContext(
        new PluginSettings(
            "coordination." + provider.name() + ".", provider.settings(), settings()),
        connect,
        Path.of(System.getProperty("java.io.tmpdir"), "unused-by-sessions"),
        SESSION_TIMEOUT_MS,
        openTimeoutMs);
  }

  /** A new session; the first one of a test makes its part of the store. */
  final Coordination open() {
    Coordination session = provider().open(context(connect(), OPEN_TIMEOUT_MS));
    opened.add(session);
    if (!rooted) {
      commit(session, new Operation.Create(root, new byte[0]));
      rooted = true;
    }
    return session;
  }

  /** A part of the store that nothing has been done to, for whatever follows. */
  final void startAnew() {
    root = "/tck-" + UUID.randomUUID();
    rooted = false;
  }

  /** Tries to open a session with a store that does not answer. */
  final Coordination openHopelessly() {
    Optional<String> nowhere = connectNowhere();
    if (nowhere.isEmpty()) {
      stop();
    }
    return provider().open(context(nowhere.orElse(connect()), HOPELESS_MS));
  }

  /** The path of this test's own part of the store. */
  final String at(String path) {
    return path.equals("/") ? root : root + path;
  }

  final void stop() {
    assumeTrue(stopStore(), "the store cannot be put out of reach: override stopStore");
    stopped = true;
  }

  final void start() {
    startStore();
    stopped = false;
  }

  final void expireOrSkip(Coordination session) {
    assumeTrue(expire(session), "sessions cannot be made to expire: override expire");
  }

  final Operation create(String path, String value) {
    return new Operation.Create(at(path), bytes(value));
  }

  final Operation createEphemeral(String path, String value) {
    return new Operation.CreateEphemeral(at(path), bytes(value));
  }

  final Operation set(String path, String value, long version) {
    return new Operation.Set(at(path), bytes(value), version);
  }

  final Operation delete(String path, long version) {
    return new Operation.Delete(at(path), version);
  }

  static List<Long> commit(Coordination session, Operation... operations) {
    return Answers.get(session.commit(List.of(operations)));
  }

  /** The value as text. */
  final String read(Coordination session, String path) {
    return Answers.get(session.read(at(path))).map(entry -> text(entry.value())).orElse("(absent)");
  }

  final long version(Coordination session, String path) {
    return Answers.get(session.read(at(path))).orElseThrow().version();
  }

  final Optional<List<String>> children(Coordination session, String path) {
    return Answers.get(session.children(at(path)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @AfterEach
  final void closeWhatWasOpened() {
    if (stopped) {
      start();
    }
    for (Coordination session : opened.reversed()) {
      try {
        session.close();
      } catch (CoordinationException | IllegalStateException closedByTheTestBefore) {
        // That this is allowed, or not, is for the tests of the rule to say.
      }
    }
  }
}
