package io.ringmain.kernel.controller;

import io.ringmain.kernel.env.Environment;
import io.ringmain.kernel.env.Timer;
import io.ringmain.kernel.metadata.MetadataPaths;
import io.ringmain.spi.coordination.Coordination;
import io.ringmain.spi.coordination.CoordinationException;
import io.ringmain.spi.coordination.Entry;
import io.ringmain.spi.coordination.Operation;
import io.ringmain.spi.coordination.SessionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Keeps this broker's registration in the coordination store, in each session anew.
 *
 * <p>A registration left by a dead process of the same broker, recognised by its directory id, is
 * replaced at once. One by another machine with the same id is not: the start waits for it to
 * vanish and fails if it does not. Metadata ring only.
 */
final class BrokerRegistrar {

  private static final long LOOK_MS = 5_000;
  private static final long RETRY_MS = 200;

  /** Longer than any sensible session timeout. */
  private static final long OTHER_GONE_MS = 30_000;

  private final Environment environment;
  private final Coordination coordination;
  private final Executor ring;
  private final BrokerIdentity self;
  private final String path;
  private final CompletableFuture<Void> registered = new CompletableFuture<>();

  private boolean running;
  private boolean looking;
  private boolean again;
  private long startedNs;
  private Timer.Timeout nextLook = () -> false;

  BrokerRegistrar(
      Environment environment, Coordination coordination, Executor ring, BrokerIdentity self) {
    this.environment = environment;
    this.coordination = coordination;
    this.ring = ring;
    this.self = self;
    this.path = MetadataPaths.broker(self.id());
  }

  /** Completes when registered for the first time. */
  CompletionStage<Void> start() {
    running = true;
    startedNs = environment.clock().monotonicNs();
    look();
    return registered;
  }

  void close() {
    running = false;
    nextLook.cancel();
  }

  /** Sees whether the registration stands, and makes it if not. */
  void look() {
    if (!running) {
      return;
    }
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    lookAgainIn(LOOK_MS);
    coordination.read(path).whenCompleteAsync(this::afterLook, ring);
  }

  private void afterLook(Optional<Entry> entry, Throwable failure) {
    looking = false;
    if (failure != null) {
      lookAgainIn(RETRY_MS);
    } else if (running && coordination.session() instanceof SessionState.Connected session) {
      judge(entry, session.sessionId());
    }
    if (again && !looking) {
      again = false;
      look();
    }
  }

  private void judge(Optional<Entry> entry, long sessionId) {
    if (entry.isEmpty()) {
      register(Optional.empty());
      return;
    }
    BrokerIdentity found = BrokerNode.parse(self.id(), entry.get().value());
    boolean mine = found.incarnationId().equals(self.incarnationId());
    if (mine && entry.get().ephemeralSessionId() == sessionId) {
      registered.complete(null);
    } else if (found.directoryId().equals(self.directoryId())) {
      register(entry);
    } else {
      waitForOther(found);
    }
  }

  private void waitForOther(BrokerIdentity other) {
    long waitedMs = (environment.clock().monotonicNs() - startedNs) / 1_000_000;
    if (waitedMs >= OTHER_GONE_MS) {
      registered.completeExceptionally(
          new CoordinationException(
              "broker id "
                  + self.id()
                  + " is in use by another broker at "
                  + other.endpoints()
                  + "; node.id must differ for each broker"));
    }
    lookAgainIn(RETRY_MS);
  }

  private void register(Optional<Entry> dead) {
    List<Operation> operations = new ArrayList<>();
    dead.ifPresent(entry -> operations.add(new Operation.Delete(path, entry.version())));
    byte[] node = BrokerNode.bytes(self, environment.clock().wallMs());
    operations.add(new Operation.CreateEphemeral(path, node));
    looking = true;
    coordination.commit(operations).whenCompleteAsync((versions, failure) -> afterRegister(), ring);
  }

  /** Whether it succeeded is found out by reading, as after an unknown outcome. */
  private void afterRegister() {
    looking = false;
    again = false;
    look();
  }

  private void lookAgainIn(long delayMs) {
    nextLook.cancel();
    nextLook = environment.timer().schedule(delayMs, () -> ring.execute(this::look));
  }
}
